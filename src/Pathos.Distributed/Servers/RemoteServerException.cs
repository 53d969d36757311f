namespace Pathos;

/// <summary>A server on another host has ended, and this process had not asked it to.</summary>
public sealed class RemoteServerException : RemoteHostException
{
    internal RemoteServerException(string host, string message, Exception? inner)
        : base(host, message, inner)
    {
    }
}
