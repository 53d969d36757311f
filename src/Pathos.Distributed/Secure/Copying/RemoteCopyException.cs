namespace Pathos;

/// <summary>A copy from or to another host failed. There is nothing new at the target's name, save for finished files where a folder was
/// there before.</summary>
public sealed class RemoteCopyException : RemoteHostException
{
    internal RemoteCopyException(string host, CopyFailureReason reason, string path, string problem, Exception? inner = null)
        : base(host, $"{Visible.Text(path)}: {Visible.Lines(problem)}", inner)
    {
        Reason = reason;
        Path = path;
    }

    /// <summary>Gets what went wrong.</summary>
    public CopyFailureReason Reason { get; }

    /// <summary>Gets what it went wrong with: <c>host:path</c> when it is on the other host.</summary>
    public string Path { get; }
}
