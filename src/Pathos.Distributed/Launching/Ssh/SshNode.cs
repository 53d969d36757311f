using Pathos.Wire;

namespace Pathos.Distributed;

/// <summary>Connects to a host by SSH and makes a node of it.</summary>
internal static class SshNode
{
    /// <exception cref="PoolOpenException">The host cannot be reached or used; the message says why and what to do.</exception>
    public static Task<NodeLink> ConnectAsync(SshPlace place, RemotePoolOptions options, Door door, Action<TaskOutput> onOutput, CancellationToken cancellationToken) =>
        HostStart.RunAsync(HostSetup.OfPool(place, options), (session, limit) => LinkAsync(place.Host, options, door, onOutput, session, limit), cancellationToken);

    private static async Task<NodeLink> LinkAsync(SshHost host, RemotePoolOptions options, Door door, Action<TaskOutput> onOutput, NodeSession session, CancellationToken cancellationToken)
    {
        var link = new NodeLink(session.AsTransport(), door, NodeSettings.Of(host.ToString(), options, onOutput, session.LastWords));
        try
        {
            await link.Ready.WaitAsync(cancellationToken).ConfigureAwait(false);
            return link;
        }
        catch
        {
            link.Dispose();
            throw;
        }
    }
}
