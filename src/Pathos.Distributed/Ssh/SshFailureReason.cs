namespace Pathos;

/// <summary>Why a host could not be used by SSH.</summary>
public enum SshFailureReason
{
    /// <summary>None of the others; <see cref="SshException.ErrorText"/> has what the client said.</summary>
    Unknown,

    /// <summary>There is no SSH client program on this machine.</summary>
    ProgramMissing,

    /// <summary>The client does not accept its configuration or arguments.</summary>
    BadConfiguration,

    /// <summary>The host's name has no address.</summary>
    HostUnknown,

    /// <summary>The host is there, and nothing listens on the port.</summary>
    ConnectionRefused,

    /// <summary>The host does not answer, or there is no way to it.</summary>
    HostUnreachable,

    /// <summary>The host's key is not among the known ones.</summary>
    HostKeyUnknown,

    /// <summary>The host shows another key than the known one: it was set up anew, or it is another machine.</summary>
    HostKeyChanged,

    /// <summary>The host does not let the user in.</summary>
    AuthenticationRefused,

    /// <summary>The host that leads to the host failed, or does not reach it.</summary>
    JumpHostFailed,

    /// <summary>The host does not allow the forwarding, or an end of it cannot be opened.</summary>
    ForwardingRefused,

    /// <summary>The connection broke after it was made.</summary>
    ConnectionLost,

    /// <summary>The host let the user in, and the shell there did not run what it was given: it is not a shell, or ends before.</summary>
    ShellFailed,
}
