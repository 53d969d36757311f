using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Pathos.Distributed;

/// <summary>A network interface by which multicasts come and go.</summary>
/// <param name="Index">Its number in the system.</param>
/// <param name="Addresses">Its IPv4 addresses; one at least.</param>
/// <param name="IsLoopback">Whether it leads to this machine only.</param>
internal sealed record MulticastLink(int Index, IReadOnlyList<IPAddress> Addresses, bool IsLoopback)
{
    /// <summary>Finds those of now, whether or not they are up: a group that was joined before is joined when they are, and what is sent
    /// meanwhile is refused.</summary>
    public static IReadOnlyList<MulticastLink> FindAll()
    {
        List<MulticastLink> links = [];
        foreach (NetworkInterface link in NetworkInterface.GetAllNetworkInterfaces())
        {
            // The loopback interface carries multicasts whether or not it says so.
            bool isLoopback = link.NetworkInterfaceType == NetworkInterfaceType.Loopback;
            if (isLoopback || link.SupportsMulticast)
            {
                IPInterfaceProperties properties = link.GetIPProperties();
                IPAddress[] addresses = [.. properties.UnicastAddresses.Select(static unicast => unicast.Address).Where(static address => address.AddressFamily == AddressFamily.InterNetwork)];
                if (addresses.Length > 0)
                {
                    links.Add(new MulticastLink(properties.GetIPv4Properties().Index, addresses, isLoopback));
                }
            }
        }

        return links;
    }

    /// <summary>Whether who asks here can connect to a server that listens at an address.</summary>
    public bool LeadsTo(IPAddress listening) =>
        IsLoopback || listening.Equals(IPAddress.Any) || Addresses.Contains(listening);
}
