namespace Pathos;

/// <summary>Real OpenSSH servers, each on a host of its own as far as the network goes: what is sent to it can get lost. Disposing ends every process of theirs and removes the network.</summary>
/// <remarks>
/// <para>Each host is a network namespace with one address; a switch joins them and this machine, and nothing else. They share this machine's files and processes.</para>
/// <para>It needs root, and <c>ip</c> of iproute2. Test runs at the same time do not disturb each other. Not safe for concurrent use.</para>
/// </remarks>
public sealed class NetworkHosts : IAsyncDisposable
{
    private readonly TestNetwork _network;

    private NetworkHosts(TestNetwork network, SshServers servers)
    {
        _network = network;
        Servers = servers;
    }

    /// <summary>Gets the servers, by name, and the client configuration that knows them.</summary>
    public SshServers Servers { get; }

    /// <summary>Makes hosts and starts their servers.</summary>
    /// <param name="count">How many, at most 26: hosta, hostb, ...</param>
    /// <param name="setup">What a server of a given name does differently; null for nothing.</param>
    /// <returns>The hosts.</returns>
    /// <exception cref="InvalidOperationException">This user is not root, a program is missing, or one failed; the message says which.</exception>
    public static async Task<NetworkHosts> StartAsync(int count = 2, Func<string, SshServerSetup>? setup = null)
    {
        IReadOnlyList<string> names = SshServers.NamesOf(count);
        TestNetwork network = await TestNetwork.CreateAsync().ConfigureAwait(false);
        try
        {
            List<SshServerPlace> places = [];
            foreach (string name in names)
            {
                places.Add(await network.AddAsync(name, number: places.Count + 2).ConfigureAwait(false));
            }

            return new NetworkHosts(network, await SshServers.StartAsync(places, setup).ConfigureAwait(false));
        }
        catch
        {
            await network.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Cuts a host off: what it sends and what is sent to it is lost from now on, and nobody is told. Its processes go on.</summary>
    /// <param name="name">Which.</param>
    /// <returns>Done when it is cut off.</returns>
    public Task CutAsync(string name) => _network.CutAsync(name);

    /// <summary>Joins a host to the network again.</summary>
    /// <param name="name">Which.</param>
    /// <returns>Done when it is joined.</returns>
    public Task HealAsync(string name) => _network.HealAsync(name);

    /// <summary>Slows the line of a host down, in both directions.</summary>
    /// <param name="name">Which.</param>
    /// <param name="bytesPerSecond">What passes in a second.</param>
    /// <returns>Done when it is slow.</returns>
    public Task SlowAsync(string name, long bytesPerSecond) => _network.SlowAsync(name, bytesPerSecond);

    /// <summary>Lets the line of a host be as quick as before.</summary>
    /// <param name="name">Which.</param>
    /// <returns>Done when it is.</returns>
    public Task HastenAsync(string name) => _network.HastenAsync(name);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Servers.DisposeAsync().ConfigureAwait(false);
        await _network.DisposeAsync().ConfigureAwait(false);
    }
}
