using System.Runtime.CompilerServices;

namespace Pathos;

/// <summary>Awaits that go on on <see cref="LibraryThreads"/>, whatever thread or context they began on. The library's own async code uses
/// them instead of
/// <c>ConfigureAwait(false)</c>, which needs a free thread of the thread pool.</summary>
/// <remarks>The rule has a second half. A task source of the library that is awaited so, also through <c>WhenAll</c>, <c>WhenAny</c> or
/// <c>WaitAsync</c>, is made without
/// <see cref="TaskCreationOptions.RunContinuationsAsynchronously"/>: those three would be continued on the thread pool. What follows
/// <c>OnLibraryThreads</c> is always queued,
/// so the thread that completes the source runs none of it.</remarks>
internal static class LibraryAwaiting
{
    public static LibraryAwaitable OnLibraryThreads(this Task task) => new(task, TaskContinuationOptions.None);

    public static LibraryAwaitable<T> OnLibraryThreads<T>(this Task<T> task) => new(task, TaskContinuationOptions.None);

    public static LibraryAwaitable OnLibraryThreads(this ValueTask task) => new(task.AsTask(), TaskContinuationOptions.None);

    public static LibraryAwaitable<T> OnLibraryThreads<T>(this ValueTask<T> task) => new(task.AsTask(), TaskContinuationOptions.None);

    /// <summary>For an async method of ours whose own awaits end on library threads: what follows runs on the thread that ended it, and
    /// spares a change of threads.</summary>
    /// <remarks>Not for task sources, which may be completed under a lock.</remarks>
    public static LibraryAwaitable WhereItEnds(this ValueTask task) => new(task.AsTask(), TaskContinuationOptions.ExecuteSynchronously);

    /// <inheritdoc cref="WhereItEnds(ValueTask)"/>
    public static LibraryAwaitable<T> WhereItEnds<T>(this ValueTask<T> task) => new(task.AsTask(), TaskContinuationOptions.ExecuteSynchronously);

    /// <summary>The same, and hides the scheduler from what follows. So it also hides it from the caller's continuations, which then run
    /// right here when what follows completes their task.
    /// For callers that block on a continuation, as <c>ToBlockingEnumerable</c> does: from the thread pool it might never come.</summary>
    public static LibraryAwaitable<T> HiddenWhereItEnds<T>(this ValueTask<T> task) =>
        new(task.AsTask(), TaskContinuationOptions.ExecuteSynchronously | TaskContinuationOptions.HideScheduler);

    /// <summary>Waits for the end of a task, well or not, and throws nothing.</summary>
    public static LibraryAwaitable EndOnLibraryThreads(this Task task) => new(
        task.ContinueWith(static ended => _ = ended.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, LibraryThreads.Shared),
        TaskContinuationOptions.None);

    internal static void Continue(Task task, Action continuation, TaskContinuationOptions options) =>
        task.ContinueWith(static (_, state) => ((Action)state!)(), continuation, CancellationToken.None, options, LibraryThreads.Shared);
}

/// <summary>See <see cref="LibraryAwaiting"/>.</summary>
internal readonly struct LibraryAwaitable(Task task, TaskContinuationOptions options) : ICriticalNotifyCompletion
{
    public bool IsCompleted => task.IsCompleted;

    public LibraryAwaitable GetAwaiter() => this;

    public void GetResult() => task.GetAwaiter().GetResult();

    public void OnCompleted(Action continuation) => LibraryAwaiting.Continue(task, continuation, options);

    public void UnsafeOnCompleted(Action continuation) => LibraryAwaiting.Continue(task, continuation, options);
}

/// <summary>See <see cref="LibraryAwaiting"/>.</summary>
internal readonly struct LibraryAwaitable<T>(Task<T> task, TaskContinuationOptions options) : ICriticalNotifyCompletion
{
    public bool IsCompleted => task.IsCompleted;

    public LibraryAwaitable<T> GetAwaiter() => this;

    public T GetResult() => task.GetAwaiter().GetResult();

    public void OnCompleted(Action continuation) => LibraryAwaiting.Continue(task, continuation, options);

    public void UnsafeOnCompleted(Action continuation) => LibraryAwaiting.Continue(task, continuation, options);
}
