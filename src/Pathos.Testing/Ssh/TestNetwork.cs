using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;

namespace Pathos;

/// <summary>A network of namespaces: a switch with a cable to this machine and one to each host, made with the system's <c>ip</c>.</summary>
/// <remarks>
/// The switch is a bridge in a namespace of its own, so that no firewall of this machine sees what hosts say to each other. The addresses are those of 198.18.0.0/15, which are set aside for
/// tests of networks. The number of the subnet is a part of every name, and a namespace of one name is made once: networks of test runs at the same time never share a subnet.
/// </remarks>
internal sealed class TestNetwork : IAsyncDisposable
{
    private const int Subnets = 512;

    private static string Tc => SystemProgram.Find("tc", "iproute2");

    private readonly string _ip;
    private readonly int _subnet;
    private readonly List<string> _namespaces = [];
    private bool _isConnected;

    private TestNetwork(string ip, int subnet)
    {
        _ip = ip;
        _subnet = subnet;
        Name = string.Create(CultureInfo.InvariantCulture, $"pathos-{subnet}");
    }

    /// <summary>Gets the name of the switch's namespace, and of the link that leads there.</summary>
    public string Name { get; }

    public static async Task<TestNetwork> CreateAsync()
    {
        string ip = SystemProgram.Find("ip", "iproute2");
        if (!Environment.IsPrivilegedProcess)
        {
            throw new InvalidOperationException("Hosts in network namespaces need root: they are made with 'ip netns add' and 'ip link add'. Run these tests as root, or leave them out.");
        }

        TestNetwork network = await ClaimAsync(ip).ConfigureAwait(false);
        try
        {
            await network.ConnectAsync().ConfigureAwait(false);
            return network;
        }
        catch
        {
            await network.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Adds a host.</summary>
    /// <param name="host">Its name.</param>
    /// <param name="number">Its number, from 2 to 254; this machine is number 1.</param>
    public async Task<SshServerPlace> AddAsync(string host, int number)
    {
        string inside = NamespaceOf(host);
        await RunAsync("netns", "add", inside).ConfigureAwait(false);
        _namespaces.Add(inside);
        await RunAsync("-n", inside, "link", "set", "lo", "up").ConfigureAwait(false);
        await PlugInAsync(host, inside, "eth0", number).ConfigureAwait(false);
        return new SshServerPlace(host, AddressOf(number), Port: 22, _ip, "netns", "exec", inside);
    }

    /// <summary>Gives a host of another network a second cable, to this one.</summary>
    /// <param name="host">The host.</param>
    /// <param name="number">Its number here.</param>
    /// <returns>The same host under its address here.</returns>
    public async Task<SshServerPlace> JoinAsync(SshServerPlace host, int number)
    {
        await PlugInAsync(host.Name, host.Launcher[^1], "eth1", number).ConfigureAwait(false);
        return host with { Address = AddressOf(number) };
    }

    /// <summary>Takes a host's cable from the switch. Both of its ends stay up, so that nobody is told.</summary>
    public Task CutAsync(string host) => RunAsync("-n", Name, "link", "set", PortOf(host), "nomaster");

    public Task HealAsync(string host) => RunAsync("-n", Name, "link", "set", PortOf(host), "master", "switch");

    /// <summary>Slows a host's line down, in both directions.</summary>
    /// <param name="host">The host.</param>
    /// <param name="bytesPerSecond">What passes in a second.</param>
    public async Task SlowAsync(string host, long bytesPerSecond)
    {
        string rate = string.Create(CultureInfo.InvariantCulture, $"{bytesPerSecond * 8}bit");
        await LimitAsync(NamespaceOf(host), "eth0", rate).ConfigureAwait(false);
        await LimitAsync(Name, PortOf(host), rate).ConfigureAwait(false);
    }

    /// <summary>Lets a host's line be as quick as before.</summary>
    /// <param name="host">The host.</param>
    public async Task HastenAsync(string host)
    {
        await SystemProgram.RunAsync(Tc, ["-n", NamespaceOf(host), "qdisc", "del", "dev", "eth0", "root"]).ConfigureAwait(false);
        await SystemProgram.RunAsync(Tc, ["-n", Name, "qdisc", "del", "dev", PortOf(host), "root"]).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        // What is in a namespace goes with it, somewhat later; the end of a cable that lies in this one is gone at once.
        if (_isConnected)
        {
            await RunAsync("link", "delete", Name).ConfigureAwait(false);
        }

        foreach (string made in Enumerable.Reverse(_namespaces))
        {
            await RunAsync("netns", "delete", made).ConfigureAwait(false);
        }
    }

    private static async Task<TestNetwork> ClaimAsync(string ip)
    {
        HashSet<int> taken = [.. NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(static link => link.GetIPProperties().UnicastAddresses)
            .Select(static address => address.Address.GetAddressBytes())
            .Where(static bytes => bytes is [198, 18 or 19, _, _])
            .Select(static bytes => ((bytes[1] - 18) << 8) | bytes[2])];
        int[] free = [.. Enumerable.Range(0, Subnets).Where(subnet => !taken.Contains(subnet))];
        Random.Shared.Shuffle(free);
        InvalidOperationException? last = null;
        foreach (int subnet in free)
        {
            var network = new TestNetwork(ip, subnet);
            try
            {
                await network.RunAsync("netns", "add", network.Name).ConfigureAwait(false);
                network._namespaces.Add(network.Name);
                return network;
            }
            catch (InvalidOperationException error) when (error.Message.Contains("File exists", StringComparison.Ordinal))
            {
                // Another run has it.
                last = error;
            }
        }

        throw last ?? new InvalidOperationException("This machine uses every subnet of 198.18.0.0/15; there is none left for tests.");
    }

    private async Task ConnectAsync()
    {
        await RunAsync("-n", Name, "link", "set", "lo", "up").ConfigureAwait(false);
        await RunAsync("-n", Name, "link", "add", "switch", "type", "bridge").ConfigureAwait(false);
        await RunAsync("-n", Name, "link", "set", "switch", "up").ConfigureAwait(false);
        await RunAsync("link", "add", Name, "type", "veth", "peer", "name", "to-tests", "netns", Name).ConfigureAwait(false);
        _isConnected = true;
        await RunAsync("-n", Name, "link", "set", "to-tests", "master", "switch", "up").ConfigureAwait(false);
        await RunAsync("addr", "add", $"{AddressOf(1)}/24", "dev", Name).ConfigureAwait(false);
        await RunAsync("link", "set", Name, "up").ConfigureAwait(false);
    }

    /// <summary>Lays a cable from the switch to a namespace.</summary>
    private async Task PlugInAsync(string host, string inside, string device, int number)
    {
        await RunAsync("-n", Name, "link", "add", PortOf(host), "type", "veth", "peer", "name", device, "netns", inside).ConfigureAwait(false);
        await RunAsync("-n", Name, "link", "set", PortOf(host), "master", "switch", "up").ConfigureAwait(false);
        await RunAsync("-n", inside, "addr", "add", $"{AddressOf(number)}/24", "dev", device).ConfigureAwait(false);
        await RunAsync("-n", inside, "link", "set", device, "up").ConfigureAwait(false);
    }

    private static Task LimitAsync(string inside, string device, string rate) =>
        SystemProgram.RunAsync(Tc, ["-n", inside, "qdisc", "add", "dev", device, "root", "tbf", "rate", rate, "burst", "128kb", "latency", "1s"]);

    private Task RunAsync(params IReadOnlyList<string> arguments) => SystemProgram.RunAsync(_ip, arguments);

    private IPAddress AddressOf(int number) => new([198, (byte)(18 + (_subnet >> 8)), (byte)_subnet, (byte)number]);

    private string NamespaceOf(string host) => $"{Name}-{host}";

    private static string PortOf(string host) => $"to-{host}";
}
