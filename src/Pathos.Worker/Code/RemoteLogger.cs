using Microsoft.Extensions.Logging;

namespace Pathos.Worker;

/// <summary>A logger that tells the caller's. Which levels are wanted is decided there.</summary>
internal sealed class RemoteLogger(RemoteCallbacks callbacks, int id) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        callbacks.Tell(id, new RemoteLogEntry(logLevel, eventId.Id, eventId.Name, formatter(state, exception), exception));
}

/// <summary>What a typed logger asks for its one logger.</summary>
internal sealed class RemoteLoggerFactory(ILogger logger) : ILoggerFactory
{
    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("A captured logger writes to the caller's providers; add yours there.");

    public ILogger CreateLogger(string categoryName) => logger;

    public void Dispose()
    {
        // The logger is the caller's.
    }
}
