namespace Pathos;

/// <summary>A host cannot be reached by SSH, does not let this user in, or the connection broke. The message says what to do about
/// it.</summary>
public sealed class SshException : RemoteHostException
{
    internal SshException(string host, SshFailureReason reason, int? exitCode, string errorText, string message, Exception? inner = null)
        : base(host, message, inner)
    {
        Reason = reason;
        ExitCode = exitCode;
        ErrorText = errorText;
    }

    /// <summary>Gets what went wrong.</summary>
    public SshFailureReason Reason { get; }

    /// <summary>Gets the exit code of the SSH client, or null when it was not started.</summary>
    public int? ExitCode { get; }

    /// <summary>Gets what the SSH client said, in its own words; empty when it said nothing.</summary>
    public string ErrorText { get; }
}
