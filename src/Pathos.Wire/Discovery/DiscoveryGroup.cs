using System.Net;

namespace Pathos.Wire;

/// <summary>Where servers hear who looks for them.</summary>
internal static class DiscoveryGroup
{
    /// <summary>The default UDP port.</summary>
    public const int DefaultPort = 8899;

    /// <summary>Gets the multicast group. It is of those that each network has for itself (239.255/16): no router passes it on.</summary>
    public static IPAddress Address { get; } = new([239, 255, 88, 99]);
}
