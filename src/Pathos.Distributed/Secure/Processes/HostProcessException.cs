namespace Pathos;

/// <summary>A process is not there, or may not be signalled by this user.</summary>
public sealed class HostProcessException : RemoteHostException
{
    internal HostProcessException(string host, int processId, bool isMissing, string message)
        : base(host, message)
    {
        ProcessId = processId;
        IsMissing = isMissing;
    }

    /// <summary>Gets the id that was asked for.</summary>
    public int ProcessId { get; }

    /// <summary>Gets whether there is no such process; otherwise there is, and it belongs to another user.</summary>
    public bool IsMissing { get; }
}
