using System.Net;

namespace Pathos;

/// <summary>Where one of the <see cref="SshServers"/> runs.</summary>
/// <param name="Name">The name that the client configuration knows it by.</param>
/// <param name="Address">The address that it listens on.</param>
/// <param name="Port">The port; 0 for a free one.</param>
/// <param name="Launcher">The program, and its first arguments, that starts sshd there; empty for none.</param>
internal sealed record SshServerPlace(string Name, IPAddress Address, int Port = 0, params IReadOnlyList<string> Launcher);
