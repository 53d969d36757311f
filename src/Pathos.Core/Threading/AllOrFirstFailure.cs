namespace Pathos;

/// <summary>Waits for tasks like <c>Task.WhenAll</c>, but hears of the first failure while others still run.</summary>
internal sealed class AllOrFirstFailure
{
    private readonly TaskCompletionSource _decided = new();
    private int _left;

    private AllOrFirstFailure(int count) => _left = count;

    public static Task Of(IEnumerable<Task> tasks)
    {
        Task[] all = [.. tasks];
        var wait = new AllOrFirstFailure(all.Length);
        foreach (Task task in all)
        {
            task.ContinueWith(wait.Take, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, LibraryThreads.Shared);
        }

        return all.Length == 0 ? Task.CompletedTask : wait._decided.Task;
    }

    private void Take(Task ended)
    {
        if (ended.Exception is { } error)
        {
            _decided.TrySetException(error.InnerExceptions);
        }
        else if (ended.IsCanceled)
        {
            _decided.TrySetCanceled();
        }
        else if (Interlocked.Decrement(ref _left) == 0)
        {
            _decided.TrySetResult();
        }
    }
}
