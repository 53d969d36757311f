namespace Pathos;

/// <summary>What a host keeps cannot be listed or removed.</summary>
public sealed class RemoteCacheException : RemoteHostException
{
    internal RemoteCacheException(string host, string message)
        : base(host, message)
    {
    }
}
