using Microsoft.Extensions.Logging;

namespace Pathos.Distributed;

/// <summary>Takes lines that workers printed to whoever wants them: the user's own handler, or the console with the worker's name before each.</summary>
internal sealed partial class OutputForwarding(PoolOptions options)
{
    public void Pass(TaskOutput line)
    {
        if (options.Output is not { } handler)
        {
            (line.IsError ? Console.Error : Console.Out).WriteLine($"[{line.Worker}] {line.Text}");
            return;
        }

        try
        {
            handler(line);
        }
        catch (Exception error)
        {
            // A handler that throws loses its line, not the connection that brought it.
            if (options.Logger is { } logger)
            {
                LogHandlerFailed(logger, error);
            }
        }
    }

    [LoggerMessage(20, LogLevel.Error, "PoolOptions.Output threw; the line it was given is lost.")]
    private static partial void LogHandlerFailed(ILogger logger, Exception error);
}
