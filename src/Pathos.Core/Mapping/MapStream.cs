namespace Pathos;

/// <summary>A stream that starts a fresh run each time it is enumerated, as every async sequence of .NET does.</summary>
internal sealed class MapStream<TOut>(Func<StreamTokens, IStreamedCall<TOut>> start, CancellationToken fromCall) : IAsyncEnumerable<TOut>
{
    public IAsyncEnumerator<TOut> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        new StreamEnumerator<TOut>(start(new StreamTokens(fromCall, cancellationToken)));
}
