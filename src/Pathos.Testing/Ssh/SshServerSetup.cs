namespace Pathos;

/// <summary>What one of the <see cref="SshServers"/> does differently from the others.</summary>
public sealed record SshServerSetup
{
    /// <summary>Gets variables that every session of this server starts with, beside HOME, TMPDIR and PATHOS_HOST. Default: none.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Gets further lines of its <c>sshd_config</c>; they come first, and the first of two lines about the same setting counts. Default: none.</summary>
    /// <remarks>Not for <c>SetEnv</c>, of which sshd reads one line only: use <see cref="Environment"/>.</remarks>
    public IReadOnlyList<string> ConfigLines { get; init; } = [];

    /// <summary>Gets the shell that this user logs in with there. Null, the default: the one that this machine has for him. Needs
    /// root.</summary>
    public string? LoginShell { get; init; }

    /// <summary>Gets files of this machine that are others on the host: the path, and the path of the file that is there instead.
    /// Default: none. Needs root.</summary>
    public IReadOnlyDictionary<string, string> Files { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
