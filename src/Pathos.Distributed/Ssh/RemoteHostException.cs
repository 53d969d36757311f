namespace Pathos;

/// <summary>What every error of work on another host derives from, apart from those of pools.</summary>
public abstract class RemoteHostException : IOException
{
    private protected RemoteHostException(string host, string message, Exception? inner = null)
        : base(message, inner) => Host = host;

    /// <summary>Gets the host, as it was named by the caller.</summary>
    public string Host { get; }
}
