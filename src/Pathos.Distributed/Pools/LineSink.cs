using Microsoft.Extensions.Logging;

namespace Pathos.Distributed;

/// <summary>Where lines of workers end: the user's handler or the console. Whatever those do, it returns and throws nothing, unless they
/// never return.</summary>
internal sealed partial class LineSink(PoolOptions options)
{
    // The console's two streams, as long as each takes lines. One drain at a time uses them.
    private bool _hasOutput = StandardDescriptors.AreOurs(isError: false);
    private bool _hasError = StandardDescriptors.AreOurs(isError: true);

    public void Take(in TaskOutput line)
    {
        if (options.Output is { } handler)
        {
            try
            {
                OutputHandling.Invoke(handler, line);
            }
            catch (Exception error)
            {
                // A handler that throws loses its line and nothing else.
                Log(logger => LogHandlerFailed(logger, error));
            }
        }
        else if (line.IsError ? _hasError : _hasOutput)
        {
            Write(line);
        }
    }

    /// <summary>Writes to the user's logger, if there is one that works.</summary>
    public void Log(Action<ILogger> write)
    {
        if (GuardedLogger.Over(options.Logger) is { } logger)
        {
            write(logger);
        }
    }

    private void Write(in TaskOutput line)
    {
        try
        {
            (line.IsError ? Console.Error : Console.Out).WriteLine($"[{line.Worker}] {Visible.Text(line.Text)}");
        }
        catch (Exception error)
        {
            // A full disk, a closed descriptor, a writer of the user's: each line would fail again.
            (line.IsError ? ref _hasError : ref _hasOutput) = false;
            string stream = line.IsError ? "error" : "output";
            Log(logger => LogConsoleBroken(logger, error, stream));
        }
    }

    [LoggerMessage(20, LogLevel.Error, "PoolOptions.Output threw; the line it was given is lost.")]
    private static partial void LogHandlerFailed(ILogger logger, Exception error);

    [LoggerMessage(23, LogLevel.Warning, "Standard {Stream} of this program takes nothing; lines that tasks print there are lost from now on. PoolOptions.Output can take them.")]
    private static partial void LogConsoleBroken(ILogger logger, Exception error, string stream);
}
