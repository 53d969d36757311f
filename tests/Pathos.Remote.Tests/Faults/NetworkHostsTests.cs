using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Pathos.Remote.Tests;

/// <summary>What the tests of lost networks stand on.</summary>
public sealed class NetworkHostsTests
{
    [Fact]
    public async Task StartAsync_TwiceAtOnce_EachHasASubnetOfItsOwnAndLeavesNothing()
    {
        NetworkHosts[] networks = await Task.WhenAll(NetworkHosts.StartAsync(1), NetworkHosts.StartAsync(1)).Soon();
        IPAddress[] addresses = [.. networks.Select(static network => network.Servers["hosta"].Address)];
        try
        {
            Assert.Equal(2, addresses.Select(SubnetOf).Distinct().Count());
            Assert.All(addresses, static address => Assert.Single(LinksTo(address)));
            await Task.WhenAll(addresses.Select(static address => ConnectAsync(address))).Soon();
        }
        finally
        {
            await Task.WhenAll(networks.Select(static network => network.DisposeAsync().AsTask())).Soon();
        }

        Assert.All(addresses, static address => Assert.Empty(LinksTo(address)));
        Assert.All(addresses, static address => Assert.Empty(Directory.GetFiles("/run/netns", $"pathos-{SubnetOf(address)}*")));
    }

    [Fact]
    public async Task CutAsync_AHost_SaysNothingUntilItIsHealedAndTheOtherGoesOn()
    {
        await using NetworkHosts network = await NetworkHosts.StartAsync().Soon();
        IPAddress cut = network.Servers["hosta"].Address;

        await network.CutAsync("hosta").Soon();
        using var limit = new CancellationTokenSource(TestTimeouts.Quiet);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ConnectAsync(cut, limit.Token));
        await ConnectAsync(network.Servers["hostb"].Address).Soon();

        await network.HealAsync("hosta").Soon();
        await ConnectAsync(cut).Soon();
    }

    private static async Task ConnectAsync(IPAddress address, CancellationToken cancellationToken = default)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(new IPEndPoint(address, 22), cancellationToken);
    }

    private static int SubnetOf(IPAddress address)
    {
        byte[] bytes = address.GetAddressBytes();
        return ((bytes[1] - 18) << 8) | bytes[2];
    }

    /// <summary>The links of this machine that lead to the subnet of an address.</summary>
    private static IEnumerable<NetworkInterface> LinksTo(IPAddress address) => NetworkInterface.GetAllNetworkInterfaces().Where(
        link => link.GetIPProperties().UnicastAddresses.Any(own => own.Address.GetAddressBytes().AsSpan(0, 3).SequenceEqual(address.GetAddressBytes().AsSpan(0, 3))));
}
