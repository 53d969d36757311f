using System.Globalization;

namespace Pathos;

/// <summary>The folder of some servers: throw-away keys, what client and servers are configured with, home folders.</summary>
internal sealed class SshServerFiles : IDisposable
{
    public const string MarkVariable = "PATHOS_TEST_SSHD";

    private const string Users = "/etc/passwd";

    private readonly string _folder = Directory.CreateTempSubdirectory("pathos-sshd-").FullName;

    public string ConfigPath => Path.Combine(_folder, "config");

    private string ClientKey => Path.Combine(_folder, "client");

    private string KnownHosts => Path.Combine(_folder, "known_hosts");

    public static string FindServer() => SystemProgram.Find("sshd", "openssh-server");

    public string HomeOf(string name) => Directory.CreateDirectory(Path.Combine(_folder, name, "home")).FullName;

    public async Task CreateKeysAsync(IEnumerable<string> names)
    {
        await Task.WhenAll([CreateKeyAsync(ClientKey), .. names.Select(name => CreateKeyAsync(HostKeyOf(name)))]).ConfigureAwait(false);
        File.Copy(ClientKey + ".pub", Path.Combine(_folder, "authorized_keys"));
        if (OperatingSystem.IsLinux() && string.Equals(Environment.UserName, "root", StringComparison.Ordinal))
        {
            // Compiled in, and on a machine without the service nobody else makes it.
            Directory.CreateDirectory("/run/sshd", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        }
    }

    /// <returns>The path of the file.</returns>
    public string WriteServerConfig(SshServer server, int port, SshServerSetup setup)
    {
        string path = Path.Combine(_folder, server.Name, "sshd_config");

        // Temporary files of a machine that is killed stay, and go with the folder of the servers here.
        string temporary = Directory.CreateDirectory(Path.Combine(_folder, server.Name, "tmp")).FullName;
        var variables = new Dictionary<string, string>(StringComparer.Ordinal) { ["HOME"] = server.Home, ["TMPDIR"] = temporary, ["PATHOS_HOST"] = server.Name, [MarkVariable] = server.Home };
        foreach ((string name, string value) in setup.Environment)
        {
            variables[name] = value.AsSpan().ContainsAny('"', '\n') ? throw new ArgumentException($"The value of {name} cannot stand in an sshd_config: {value}", nameof(setup)) : value;
        }

        File.WriteAllLines(path,
        [
            .. setup.ConfigLines,
            string.Create(CultureInfo.InvariantCulture, $"ListenAddress {server.Address}:{port}"),
            $"HostKey {HostKeyOf(server.Name)}",
            "PidFile none",
            $"AuthorizedKeysFile {Path.Combine(_folder, "authorized_keys")}",

            // The folder lies in the temporary one, which everybody may write to.
            "StrictModes no",
            "UsePAM no",
            "PasswordAuthentication no",
            "KbdInteractiveAuthentication no",
            "PubkeyAuthentication yes",
            "PermitRootLogin prohibit-password",
            "AllowTcpForwarding yes",
            "AllowStreamLocalForwarding yes",
            "SetEnv " + string.Join(' ', variables.Select(static pair => $"\"{pair.Key}={pair.Value}\"")),

            // Many connections at once are what tests make. Of this setting the last line counts.
            .. (string[])(setup.ConfigLines.Any(static line => line.StartsWith("MaxStartups ", StringComparison.Ordinal)) ? [] : ["MaxStartups 200:30:400"]),
            "MaxSessions 200",
            "UseDNS no",
            "PrintMotd no",
            "PrintLastLog no",
            "Subsystem sftp internal-sftp",
            "LogLevel VERBOSE",
        ]);
        return path;
    }

    /// <summary>Gets the program, and its first arguments, that starts sshd where some files are others than on this machine; empty where
    /// none are.</summary>
    public string[] OwnFiles(string name, SshServerSetup setup)
    {
        Dictionary<string, string> files = new(setup.Files, StringComparer.Ordinal);
        if (setup.LoginShell is { } shell)
        {
            string users = Path.Combine(_folder, name, "passwd");
            string own = Environment.UserName + ":";
            File.WriteAllLines(users, File.ReadLines(Users).Select(line =>
                line.StartsWith(own, StringComparison.Ordinal) ? line[..(line.LastIndexOf(':') + 1)] + shell : line));
            files[Users] = users;
        }

        // Mounts of a namespace are seen by sshd and its sessions alone, and go with the last of them.
        const string Mount = """
            n=$1; shift
            while [ "$n" -gt 0 ]; do mount --bind "$2" "$1" || exit; shift 2; n=$((n - 1)); done
            exec "$@"
            """;
        return files.Count == 0 ? [] :
        [
            SystemProgram.Find("unshare", "util-linux"), "--mount", "--propagation", "private",
            SystemProgram.Find("bash", "bash"), "-c", Mount, "pathos-mount",
            files.Count.ToString(CultureInfo.InvariantCulture), .. files.SelectMany(static file => (string[])[file.Key, file.Value]),
        ];
    }

    public void WriteClientConfig(IReadOnlyList<SshServer> servers)
    {
        File.WriteAllLines(KnownHosts, servers.Select(server => $"{server.Name},[{server.Address}]:{server.Port} {File.ReadAllText(HostKeyOf(server.Name) + ".pub").Trim()}"));
        File.WriteAllLines(ConfigPath,
        [
            .. servers.SelectMany(static server => (string[])[$"Host {server.Name}", $"  HostName {server.Address}", $"  Port {server.Port}", $"  HostKeyAlias {server.Name}"]),
            "Host *",
            $"  User {Environment.UserName}",
            $"  IdentityFile {ClientKey}",
            "  IdentitiesOnly yes",
            $"  UserKnownHostsFile {KnownHosts}",
            "  GlobalKnownHostsFile /dev/null",
            "  StrictHostKeyChecking yes",
        ]);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Task CreateKeyAsync(string path) =>
        SystemProgram.RunAsync(SystemProgram.Find("ssh-keygen", "openssh-client"), "-q", "-t", "ed25519", "-N", "", "-C", "throw-away", "-f", path);

    private string HostKeyOf(string name) => Path.Combine(_folder, name, "host_key");
}
