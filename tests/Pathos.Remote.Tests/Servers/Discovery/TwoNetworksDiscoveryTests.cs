using Pathos.Cli.Tests;

namespace Pathos.Remote.Tests;

/// <summary>A host with two networks, and searches on each: two switches, three namespaces.</summary>
public sealed class TwoNetworksDiscoveryTests : IAsyncLifetime
{
    private readonly DiscoveryPrograms _programs = new();
    private TestNetwork _first = null!;
    private TestNetwork _second = null!;

    public async Task InitializeAsync()
    {
        _first = await TestNetwork.CreateAsync().Soon();
        _second = await TestNetwork.CreateAsync().Soon();
    }

    public async Task DisposeAsync()
    {
        await _second.DisposeAsync().Soon();
        await _first.DisposeAsync().Soon();
        _programs.Dispose();
    }

    [Fact]
    public async Task Server_OnOneOfTwoNetworks_IsNotHeardOfOnTheOther()
    {
        SshServerPlace onFirst = await _first.AddAsync("both", number: 2).Soon();
        SshServerPlace onSecond = await _second.JoinAsync(onFirst, number: 2).Soon();
        SshServerPlace firstOnly = await _first.AddAsync("first", number: 3).Soon();
        SshServerPlace secondOnly = await _second.AddAsync("second", number: 3).Soon();
        await using PathosProcess first = _programs.Serve(onFirst, $"{onFirst.Address}:0");
        await using PathosProcess second = _programs.Serve(onSecond, $"{onSecond.Address}:0");
        string[] addresses = [await first.AddressAsync(), await second.AddressAsync()];

        // The system hands a multicast to every socket of the group's port, as soon as any program of the host has joined the group on
        // the network it came by. So each of the two servers gets the queries of both networks.
        (int, string Found)[] found = await Task.WhenAll(_programs.SearchAsync(firstOnly), _programs.SearchAsync(secondOnly));

        Assert.Contains(addresses[0], found[0].Found, StringComparison.Ordinal);
        Assert.DoesNotContain(addresses[1], found[0].Found, StringComparison.Ordinal);
        Assert.Contains(addresses[1], found[1].Found, StringComparison.Ordinal);
        Assert.DoesNotContain(addresses[0], found[1].Found, StringComparison.Ordinal);
    }
}
