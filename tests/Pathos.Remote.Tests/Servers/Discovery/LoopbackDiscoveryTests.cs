using System.Globalization;
using Pathos.Cli.Tests;

namespace Pathos.Remote.Tests;

/// <summary>A server that listens on loopback, on a machine with another network: two namespaces that a switch joins.</summary>
public sealed class LoopbackDiscoveryTests : IAsyncLifetime
{
    // 239.255.88.99, as the system lists it.
    private const string Group = "6358FFEF";

    private readonly DiscoveryPrograms _programs = new();
    private TestNetwork _network = null!;
    private SshServerPlace _here = null!;
    private SshServerPlace _there = null!;

    public async Task InitializeAsync()
    {
        _network = await TestNetwork.CreateAsync().Soon();
        _here = await _network.AddAsync("hosta", number: 2).Soon();
        _there = await _network.AddAsync("hostb", number: 3).Soon();
    }

    public async Task DisposeAsync()
    {
        await _network.DisposeAsync().Soon();
        _programs.Dispose();
    }

    [Fact]
    public async Task Server_OnLoopback_IsNotHeardOfOnTheOtherNetwork()
    {
        await using PathosProcess loopback = _programs.Serve(_here, "127.0.0.1:0");
        string address = await loopback.AddressAsync();

        Assert.Equal((1, "[]"), await _programs.SearchAsync(_there));
        Assert.Equal(["lo"], await LinksOfTheGroupAsync());
        Assert.Equal(0, await DatagramsSentAsync());
        (int code, string found) = await _programs.SearchAsync(_here);
        Assert.Equal(0, code);
        Assert.Contains(address, found, StringComparison.Ordinal);

        // The question does come here: one that listens at this network is found, and only that one.
        await using PathosProcess open = _programs.Serve(_here, $"{_here.Address}:0");
        string known = await open.AddressAsync();
        (code, found) = await _programs.SearchAsync(_there);
        Assert.Equal(0, code);
        Assert.Contains(known, found, StringComparison.Ordinal);
        Assert.DoesNotContain(address, found, StringComparison.Ordinal);
    }

    /// <summary>Gets the interfaces by which questions are heard, as the system lists its groups: a line with the interface, and below it
    /// its groups.</summary>
    private async Task<IReadOnlyList<string>> LinksOfTheGroupAsync()
    {
        List<string> links = [];
        string link = "";
        foreach (string line in (await ReadAsync("/proc/net/igmp")).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (char.IsDigit(line[0]))
            {
                link = line.Split('\t', StringSplitOptions.TrimEntries)[1].Split(' ')[0];
            }
            else if (line.Contains(Group, StringComparison.Ordinal))
            {
                links.Add(link);
            }
        }

        return links;
    }

    /// <summary>Gets how many datagrams have left this host's programs, whichever way.</summary>
    private async Task<int> DatagramsSentAsync()
    {
        string[][] rows = [.. (await ReadAsync("/proc/net/snmp")).Split('\n').Where(static line => line.StartsWith("Udp: ", StringComparison.Ordinal)).Select(static line => line.Split(' '))];
        return int.Parse(rows[1][Array.IndexOf(rows[0], "OutDatagrams")], CultureInfo.InvariantCulture);
    }

    private Task<string> ReadAsync(string file) => SystemProgram.ReadAsync(_here.Launcher[0], [.. _here.Launcher.Skip(1), "cat", file]).Soon();
}
