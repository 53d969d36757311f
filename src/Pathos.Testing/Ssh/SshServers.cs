using System.Net;

namespace Pathos;

/// <summary>Real OpenSSH servers on loopback addresses of this machine, each as if it were another host. Disposing ends every process of theirs and removes their files.</summary>
/// <remarks>
/// <para>They listen on 127.0.0.2, 127.0.0.3, ... at ports that are free, with throw-away keys. <see cref="ConfigPath"/> is a client configuration that knows them as
/// <c>hosta</c>, <c>hostb</c>, ..., pins their keys, and lets this user in.</para>
/// <para>They share this machine's files and processes. Sessions tell where they are by PATHOS_HOST, and have a HOME and a TMPDIR of their own a server.</para>
/// <para>Not safe for concurrent use: one test at a time kills and restarts. Connections may of course be many.</para>
/// </remarks>
public sealed class SshServers : IAsyncDisposable
{
    private const int Most = 26;

    private readonly SshServerFiles _files;
    private readonly List<SshServer> _servers;

    private SshServers(SshServerFiles files, List<SshServer> servers)
    {
        _files = files;
        _servers = servers;
    }

    /// <summary>Gets the path of the client configuration: <c>ssh -F path hosta</c>.</summary>
    public string ConfigPath => _files.ConfigPath;

    /// <summary>Gets the servers, in the order of their names.</summary>
    public IReadOnlyList<SshServer> All => _servers;

    /// <summary>Gets a server by its name.</summary>
    /// <param name="name">For example <c>hosta</c>.</param>
    public SshServer this[string name] => _servers.Single(server => string.Equals(server.Name, name, StringComparison.Ordinal));

    /// <summary>Starts servers and waits until all listen.</summary>
    /// <param name="count">How many, at most 26.</param>
    /// <param name="setup">What a server of a given name does differently; null for nothing.</param>
    /// <returns>The servers.</returns>
    /// <exception cref="InvalidOperationException">sshd is not installed, or one does not come up; the message has what it said.</exception>
    public static Task<SshServers> StartAsync(int count = 3, Func<string, SshServerSetup>? setup = null) =>
        StartAsync([.. NamesOf(count).Select(static (name, index) => new SshServerPlace(name, new IPAddress([127, 0, 0, (byte)(index + 2)])))], setup);

    /// <summary>Starts servers at places of the caller's.</summary>
    internal static async Task<SshServers> StartAsync(IReadOnlyList<SshServerPlace> places, Func<string, SshServerSetup>? setup)
    {
        SshServerFiles.FindServer();
        var files = new SshServerFiles();
        var servers = new SshServers(files, [.. places.Select(place => new SshServer(files, place, setup?.Invoke(place.Name) ?? new SshServerSetup()))]);
        try
        {
            await files.CreateKeysAsync(servers._servers.Select(static server => server.Name)).ConfigureAwait(false);
            await Task.WhenAll(servers._servers.Select(static server => server.StartAsync())).ConfigureAwait(false);
            files.WriteClientConfig(servers._servers);
            return servers;
        }
        catch
        {
            await servers.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Names the first hosts: hosta, hostb, ...</summary>
    internal static IReadOnlyList<string> NamesOf(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Most);
        return [.. Enumerable.Range(0, count).Select(static index => "host" + (char)('a' + index))];
    }

    /// <summary>Ends a server as if its machine had lost power: sshd, its connections, and every process of a session. No-op when it is killed already.</summary>
    /// <param name="name">Which.</param>
    /// <returns>Done when all have ended.</returns>
    public Task KillAsync(string name) => this[name].KillAsync();

    /// <summary>Ends a server's connections as if the network had: processes of the sessions are left alone, and new connections are accepted.</summary>
    /// <param name="name">Which.</param>
    /// <returns>Done when the connections have ended.</returns>
    public Task SeverAsync(string name) => this[name].SeverAsync();

    /// <summary>Starts a server again, at the same port and with the same key. One that runs is killed before.</summary>
    /// <param name="name">Which.</param>
    /// <returns>Done when it listens.</returns>
    public async Task RestartAsync(string name)
    {
        await KillAsync(name).ConfigureAwait(false);
        await this[name].StartAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (SshServer server in _servers)
        {
            await server.KillAsync().ConfigureAwait(false);
        }

        _files.Dispose();
    }
}
