using Microsoft.Extensions.Logging;

namespace Pathos.Cli.Commands;

/// <summary>Tells on standard error what somebody who runs a server should know: warnings and worse.</summary>
internal sealed class ErrorLog : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel is >= LogLevel.Warning and not LogLevel.None;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            Console.Error.WriteLine($"pathos: {formatter(state, exception)}");
        }
    }
}
