using Microsoft.Extensions.Logging;
using Pathos.Serialization;

namespace Pathos.Distributed;

/// <summary>An object of the caller that tasks tell something.</summary>
internal abstract class CapturedTarget(int id)
{
    public int Id { get; } = id;
}

internal abstract class CapturedProgress(int id) : CapturedTarget(id)
{
    public abstract Action Read(PayloadReader reader);
}

internal sealed class CapturedProgress<T>(IProgress<T> progress, int id) : CapturedProgress(id)
{
    public override Action Read(PayloadReader reader)
    {
        reader.Declare<T>();
        return ObjectGraph.Read(reader, "report") switch
        {
            T value => () => progress.Report(value),
            null when default(T) is null => () => progress.Report(default!),
            _ => throw new InvalidDataException($"A worker reports a value to a progress that is not a {typeof(T)}."),
        };
    }
}

internal sealed class CapturedLogger(ILogger logger, int id) : CapturedTarget(id)
{
    /// <summary>Opens the scopes that the task was in, writes what it wrote, and closes them.</summary>
    public Action Replay(RemoteLogEntry entry, Exception? exception) => () =>
    {
        var scopes = new Stack<IDisposable?>();
        try
        {
            foreach (RemoteLogState scope in entry.Scopes)
            {
                scopes.Push(logger.BeginScope(scope));
            }

            logger.Log(entry.Level, entry.Event, entry.State, exception, static (state, _) => state.ToString());
        }
        finally
        {
            while (scopes.TryPop(out IDisposable? scope))
            {
                scope?.Dispose();
            }
        }
    };
}
