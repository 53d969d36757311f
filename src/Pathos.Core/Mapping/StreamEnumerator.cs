using System.Diagnostics.CodeAnalysis;

namespace Pathos;

/// <summary>What the consumer of a stream holds. Nothing of the library holds it between two steps, so one that is dropped is found by the
/// garbage collector, and its call ends.</summary>
/// <remarks>A step that has to wait ends as a task. A consumer without a context goes on right there, on a thread of the library: one that
/// blocks until the step ends needs no free thread of the
/// thread pool, and one that goes on to block takes none from the library, which starts another.</remarks>
internal sealed class StreamEnumerator<TOut>(IStreamedCall<TOut> call) : IAsyncEnumerator<TOut>
{
    private TOut _current = default!;

#pragma warning disable MA0055 // An enumerator that is dropped holds workers and the end of its pool: only a finalizer can tell.
    ~StreamEnumerator()
#pragma warning restore MA0055
    {
        try
        {
            // Never begun or ended already: then nothing happens. Not on this thread, which must not wait.
            LibraryThreads.Run(() => call.EndAsync().AsTask());
        }
        catch (TaskSchedulerException)
        {
            // The system gives no thread, and nothing in this program has needed one before. The end of the pool finds the call.
        }
    }

    public TOut Current => _current;

    public ValueTask<bool> MoveNextAsync()
    {
        if (call.TryTakeNext(out _current!))
        {
            return new ValueTask<bool>(true);
        }

        Task<bool> step = StepAsync();
        return step.IsCompleted ? new ValueTask<bool>(step) : new ValueTask<bool>(new StreamStep(step), 0);
    }

    [SuppressMessage("Usage", "CA1816", Justification = "The finalizer is for consumers that do not dispose.")]
    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        ValueTask end = call.EndAsync();
        return end.IsCompleted ? end : new ValueTask(new StreamStep(end.AsTask()), 0);
    }

    private async Task<bool> StepAsync()
    {
        while (true)
        {
            // The step holds this object: a consumer that waits has not dropped it.
            ValueTask<bool> filled = call.FillAsync();
            bool hasNext = filled.IsCompletedSuccessfully ? filled.Result : await filled.HiddenWhereItEnds();
            if (!hasNext || call.TryTakeNext(out _current!))
            {
                return hasNext;
            }
        }
    }
}
