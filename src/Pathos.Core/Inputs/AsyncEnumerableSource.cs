using System.Runtime.ExceptionServices;

namespace Pathos;

/// <summary>An async input. Waiting for it never keeps finished results from the consumer: the wait is a signal like any other.</summary>
internal sealed class AsyncEnumerableSource<T>(IAsyncEnumerable<T> items, PumpSignal signal, TimeSpan cancelGrace, CancellationToken cancellationToken) : ItemSource<T>
{
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    private IAsyncEnumerator<T>? _enumerator;

    // The step that has not ended yet; there is at most one.
    private Task<bool>? _step;
    private bool _hasEnded;

    public override ReadOnlyMemory<T> Pull(int most, out PullState state)
    {
        T[] piece = [];
        int count = 0;
        try
        {
            _enumerator ??= items.GetAsyncEnumerator(_stop.Token);
            while (count < most && !_hasEnded && TryStep(out bool hasItem))
            {
                if (!hasItem)
                {
                    _hasEnded = true;
                    break;
                }

                if (count == piece.Length)
                {
                    Array.Resize(ref piece, Math.Min(most, Math.Max(16, count * 2)));
                }

                piece[count++] = _enumerator.Current;
            }
        }
        catch (Exception error)
        {
            Failure = ExceptionDispatchInfo.Capture(error);
            _step = null;
            _hasEnded = true;
        }

        state = _hasEnded ? PullState.Ended : _step is null ? PullState.More : PullState.Waiting;
        return piece.AsMemory(0, count);
    }

    public override async ValueTask DisposeAsync()
    {
        await LibraryThreads.Run(_stop.Cancel).OnLibraryThreads();
        if (_step is not { } step)
        {
            await CloseAsync().OnLibraryThreads();
            return;
        }

        // The map has ended before its input did: what the cancelled step still throws is ignored.
        Task closed = step.ContinueWith(
            ended =>
            {
                _ = ended.Exception;
                return CloseAsync();
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            LibraryThreads.Shared).Unwrap();
        try
        {
            await closed.WaitAsync(cancelGrace, LibraryTime.Shared).OnLibraryThreads();
        }
        catch (TimeoutException) when (!closed.IsCompleted)
        {
            // An enumerator cannot be disposed in the middle of a step. An input that ignores its token is closed when its step ends, without a wait for that.
            _ = closed.ContinueWith(static late => _ = late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, LibraryThreads.Shared);
        }
    }

    private async Task CloseAsync()
    {
        if (_enumerator is not null)
        {
            await _enumerator.DisposeAsync().OnLibraryThreads();
        }

        _stop.Dispose();
    }

    /// <summary>Takes the next step if it ends at once, or the pending one if it has ended meanwhile.</summary>
    private bool TryStep(out bool hasItem)
    {
        if (_step is { } pending)
        {
            if (!pending.IsCompleted)
            {
                hasItem = false;
                return false;
            }

            _step = null;
            hasItem = pending.GetAwaiter().GetResult();
            return true;
        }

        ValueTask<bool> next = _enumerator!.MoveNextAsync();
        if (next.IsCompleted)
        {
            hasItem = next.Result;
            return true;
        }

        _step = next.AsTask();
        _step.ContinueWith(static (_, state) => ((PumpSignal)state!).Set(), signal, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, LibraryThreads.Shared);
        hasItem = false;
        return false;
    }
}
