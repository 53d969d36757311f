using Microsoft.Extensions.Logging;

namespace Pathos;

/// <summary>The user's logger as the library calls it: one that throws loses its entry, and not the thread that wrote it.</summary>
internal sealed class GuardedLogger : ILogger
{
    private readonly ILogger _target;

    private GuardedLogger(ILogger target) => _target = target;

    /// <summary>Guards a logger; null stays null.</summary>
    public static GuardedLogger? Over(ILogger? logger) => logger is null ? null : logger as GuardedLogger ?? new GuardedLogger(logger);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        try
        {
            return _target.BeginScope(state);
        }
        catch (Exception)
        {
            return null;
        }
    }

    public bool IsEnabled(LogLevel logLevel)
    {
        try
        {
            return _target.IsEnabled(logLevel);
        }
        catch (Exception)
        {
            return false;
        }
    }

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        try
        {
            _target.Log(logLevel, eventId, state, exception, formatter);
        }
        catch (Exception)
        {
            // There is no other place to tell it to.
        }
    }
}
