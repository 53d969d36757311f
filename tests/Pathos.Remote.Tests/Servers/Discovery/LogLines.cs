using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Pathos.Remote.Tests;

/// <summary>What was logged, and how seriously.</summary>
internal sealed class LogLines : ILogger
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text)> _lines = new();

    public IReadOnlyList<string> Of(Func<LogLevel, bool> isMeant) => [.. _lines.Where(line => isMeant(line.Level)).Select(static line => line.Text)];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue((logLevel, formatter(state, exception)));
}
