using Pathos.Wire;

namespace Pathos.Distributed;

/// <summary>Connects to a host by SSH and makes a node of it.</summary>
internal static class SshNode
{
    /// <exception cref="PoolOpenException">The host cannot be reached or used; the message says why and what to do.</exception>
    public static Task<NodeLink> ConnectAsync(SshPlace place, RemotePoolOptions options, Door door, HubOptions hub, CancellationToken cancellationToken) =>
        HostStart.RunAsync(HostSetup.OfPool(place, options), (session, limit) => NodeLink.OpenAsync(session.AsTransport(), door, NodeSettings.Of(place.Host.ToString(), options, hub, session.LastWords), listener: null, limit), cancellationToken);
}
