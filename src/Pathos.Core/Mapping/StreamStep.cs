using System.Threading.Tasks.Sources;

namespace Pathos;

/// <summary>A step of a stream that a consumer waits for, or its end. A consumer without a context goes on right where it ends.</summary>
/// <remarks>
/// A task would not do. The runtime sends a continuation to the thread pool when the task ends just before the continuation is registered, and when it ends on a
/// thread of another scheduler. A consumer that blocks until its continuation has run, as <c>ToBlockingEnumerable</c> does, would wait for a free thread there.
/// </remarks>
/// <param name="step">What is waited for; a <see cref="Task{TResult}"/> of <see cref="bool"/> for a step.</param>
internal sealed class StreamStep(Task step) : IValueTaskSource<bool>, IValueTaskSource
{
    public ValueTaskSourceStatus GetStatus(short token) => step.Status switch
    {
        TaskStatus.RanToCompletion => ValueTaskSourceStatus.Succeeded,
        TaskStatus.Faulted => ValueTaskSourceStatus.Faulted,
        TaskStatus.Canceled => ValueTaskSourceStatus.Canceled,
        _ => ValueTaskSourceStatus.Pending,
    };

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        if (flags.HasFlag(ValueTaskSourceOnCompletedFlags.UseSchedulingContext) && HasContext())
        {
            // The consumer's context decides where it goes on.
            step.ConfigureAwait(true).GetAwaiter().OnCompleted(() => continuation(state));
            return;
        }

        // The scheduler is hidden from what follows, so that the consumer's own tasks go to the thread pool as usual.
        step.ContinueWith(
            static (_, next) => ((Next)next!).Run(),
            new Next(continuation, state),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously | TaskContinuationOptions.HideScheduler,
            LibraryThreads.Shared);
    }

    bool IValueTaskSource<bool>.GetResult(short token) => ((Task<bool>)step).GetAwaiter().GetResult();

    void IValueTaskSource.GetResult(short token) => step.GetAwaiter().GetResult();

    private static bool HasContext() =>
        (SynchronizationContext.Current is { } context && context.GetType() != typeof(SynchronizationContext)) || TaskScheduler.Current != TaskScheduler.Default;

    private sealed record Next(Action<object?> Continuation, object? State)
    {
        public void Run() => Continuation(State);
    }
}
