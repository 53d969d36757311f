// Disposal of the inner stream is awaited where this iterator is: it captures no context of its own.
#pragma warning disable MA0004
namespace Pathos;

/// <summary>A stream that starts a fresh run each time it is enumerated, as every async sequence of .NET does.</summary>
internal sealed class MapStream<TOut>(Func<CancellationToken, IAsyncEnumerator<TOut>> start, CancellationToken fromCall) : IAsyncEnumerable<TOut>
{
    public IAsyncEnumerator<TOut> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        if (!fromCall.CanBeCanceled || fromCall == cancellationToken)
        {
            return start(cancellationToken);
        }

        return cancellationToken.CanBeCanceled ? RunLinked(cancellationToken) : start(fromCall);
    }

    private async IAsyncEnumerator<TOut> RunLinked(CancellationToken fromEnumeration)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(fromCall, fromEnumeration);
        await using IAsyncEnumerator<TOut> items = start(both.Token);
        while (await items.MoveNextAsync().ConfigureAwait(false))
        {
            yield return items.Current;
        }
    }
}
