namespace Pathos;

/// <summary>The tokens that cancel a stream: the one that its verb got, and the one of this enumeration.</summary>
internal sealed class StreamTokens : IDisposable
{
    private readonly CancellationTokenSource? _both;

    public StreamTokens(CancellationToken fromCall, CancellationToken fromEnumeration)
    {
        if (fromCall.CanBeCanceled && fromEnumeration.CanBeCanceled && fromCall != fromEnumeration)
        {
            _both = CancellationTokenSource.CreateLinkedTokenSource(fromCall, fromEnumeration);
            Token = _both.Token;
        }
        else
        {
            Token = fromCall.CanBeCanceled ? fromCall : fromEnumeration;
        }
    }

    public CancellationToken Token { get; }

    public void Dispose() => _both?.Dispose();
}
