using Microsoft.Extensions.Logging;

namespace Pathos.Worker;

/// <summary>A logger that tells the caller's.</summary>
/// <param name="levels">A bit for each level that the caller's logger wants.</param>
internal sealed class RemoteLogger(RemoteCallbacks callbacks, int id, int levels) : ILogger
{
    // Of all captured loggers, as loggers of one factory share their scopes. They follow the task that opened them, and end with it.
    private static readonly LoggerExternalScopeProvider s_scopes = new();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => s_scopes.Push(state);

    public bool IsEnabled(LogLevel logLevel) => logLevel is >= LogLevel.Trace and < LogLevel.None && (levels & (1 << (int)logLevel)) != 0;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            var entry = new RemoteLogEntry(logLevel, eventId, RemoteLogState.Of(state, formatter(state, exception)), Scopes());
            callbacks.Log(id, entry.ToBytes(), exception);
        }
    }

    private static List<RemoteLogState> Scopes()
    {
        var scopes = new List<RemoteLogState>();
        s_scopes.ForEachScope(static (scope, list) => list.Add(RemoteLogState.Of(scope, scope?.ToString() ?? "")), scopes);
        return scopes;
    }
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
