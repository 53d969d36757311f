using System.Runtime.CompilerServices;

namespace Pathos;

/// <summary>Awaits that go on on <see cref="LibraryThreads"/>, whatever thread or context they began on. The library's own async code uses them instead of
/// <c>ConfigureAwait(false)</c>, which needs a free thread of the thread pool.</summary>
/// <remarks>The rule has a second half. A task source of the library that is awaited so, also through <c>WhenAll</c>, <c>WhenAny</c> or <c>WaitAsync</c>, is made without
/// <see cref="TaskCreationOptions.RunContinuationsAsynchronously"/>: those three would be continued on the thread pool. A continuation made here is always queued,
/// so the thread that completes the source runs none of it.</remarks>
internal static class LibraryAwaiting
{
    public static LibraryAwaitable OnLibraryThreads(this Task task) => new(task);

    public static LibraryAwaitable<T> OnLibraryThreads<T>(this Task<T> task) => new(task);

    public static LibraryAwaitable OnLibraryThreads(this ValueTask task) => new(task.AsTask());

    public static LibraryAwaitable<T> OnLibraryThreads<T>(this ValueTask<T> task) => new(task.AsTask());

    /// <summary>Waits for the end of a task, well or not, and throws nothing.</summary>
    public static LibraryAwaitable EndOnLibraryThreads(this Task task) =>
        new(task.ContinueWith(static ended => _ = ended.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, LibraryThreads.Shared));

    /// <summary>The same, and hides the scheduler from what follows. So it also hides it from the caller's continuations, which then run right here when what follows completes their task.
    /// For callers that block on a continuation, as <c>ToBlockingEnumerable</c> does: from the thread pool it might never come.</summary>
    public static HiddenLibraryAwaitable<T> OnHiddenLibraryThreads<T>(this Task<T> task) => new(task);

    internal static void Continue(Task task, Action continuation, bool isHidden = false) =>
        task.ContinueWith(static (_, state) => ((Action)state!)(), continuation, CancellationToken.None, isHidden ? TaskContinuationOptions.HideScheduler : TaskContinuationOptions.None, LibraryThreads.Shared);
}

/// <summary>See <see cref="LibraryAwaiting"/>.</summary>
internal readonly struct LibraryAwaitable(Task task) : ICriticalNotifyCompletion
{
    public bool IsCompleted => task.IsCompleted;

    public LibraryAwaitable GetAwaiter() => this;

    public void GetResult() => task.GetAwaiter().GetResult();

    public void OnCompleted(Action continuation) => LibraryAwaiting.Continue(task, continuation);

    public void UnsafeOnCompleted(Action continuation) => LibraryAwaiting.Continue(task, continuation);
}

/// <summary>See <see cref="LibraryAwaiting"/>.</summary>
internal readonly struct LibraryAwaitable<T>(Task<T> task) : ICriticalNotifyCompletion
{
    public bool IsCompleted => task.IsCompleted;

    public LibraryAwaitable<T> GetAwaiter() => this;

    public T GetResult() => task.GetAwaiter().GetResult();

    public void OnCompleted(Action continuation) => LibraryAwaiting.Continue(task, continuation);

    public void UnsafeOnCompleted(Action continuation) => LibraryAwaiting.Continue(task, continuation);
}

/// <summary>See <see cref="LibraryAwaiting.OnHiddenLibraryThreads"/>.</summary>
internal readonly struct HiddenLibraryAwaitable<T>(Task<T> task) : ICriticalNotifyCompletion
{
    public bool IsCompleted => task.IsCompleted;

    public HiddenLibraryAwaitable<T> GetAwaiter() => this;

    public T GetResult() => task.GetAwaiter().GetResult();

    public void OnCompleted(Action continuation) => LibraryAwaiting.Continue(task, continuation, isHidden: true);

    public void UnsafeOnCompleted(Action continuation) => LibraryAwaiting.Continue(task, continuation, isHidden: true);
}
