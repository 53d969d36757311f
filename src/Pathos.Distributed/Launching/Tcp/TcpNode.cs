using Pathos.Launching;
using Pathos.Wire;

namespace Pathos.Distributed;

/// <summary>Connects a pool to a server, which is a node that several pools share, and by way of it to the machines that work for
/// it.</summary>
internal sealed class TcpNode(ServerAddress server, RemotePoolOptions options, Door door, HubOptions hub)
{
    private const int MostHandshakes = 10;

    // A server takes few connections at a time that have not proved the secret yet, whichever pool they belong to.
    private static readonly SemaphoreSlim s_handshakes = new(MostHandshakes);

    public WorkerLauncher CreateLauncher() => new NodeLauncher(
        (launcher, cancellationToken) => ConnectAsync(server.ToString(), Greeting.OfPool, new ServerListener(launcher, CreateLauncherOf), cancellationToken), server.ToString());

    private NodeLauncher CreateLauncherOf(HelperJoined helper) => new((launcher, cancellationToken) => ConnectAsync(
        $"{Visible.Text(helper.Name)} of {server}",
        new Greeting(ConnectionPurpose.SessionWithHelper, helper.Helper),
        new ServerListener(launcher, createLauncher: null),
        cancellationToken));

    /// <exception cref="PoolOpenException">The node cannot be reached or used; the message says why and what to do.</exception>
    private async Task<NodeLink> ConnectAsync(string name, Greeting greeting, INodeListener listener, CancellationToken cancellationToken)
    {
        PoolCredentials credentials = options.Credentials ?? PoolCredentials.Find();
        using var timeout = new CancellationTokenSource(options.OpenTimeout, LibraryTime.Shared);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            Transport transport = await ProveAsync(credentials, greeting, limit.Token).OnLibraryThreads();
            return await NodeLink.OpenAsync(
                transport, door, NodeSettings.Of(name, options, hub, static () => ""), listener, limit.Token).OnLibraryThreads();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new PoolOpenException($"{(greeting == Greeting.OfPool ? $"The server {server}" : name)} was not ready within {options.OpenTimeout}. Check that it runs and that no firewall is in between, or raise PoolOptions.OpenTimeout.");
        }
    }

    /// <summary>Connects and proves the secret, in turn with the other pools of this process. What comes after that is not waited for
    /// here: a machine that says nothing must not hold up those that want to reach another.</summary>
    private async Task<Transport> ProveAsync(PoolCredentials credentials, Greeting greeting, CancellationToken cancellationToken)
    {
        await s_handshakes.WaitAsync(cancellationToken).OnLibraryThreads();
        try
        {
            return await server.ConnectAsync(credentials, greeting, cancellationToken).OnLibraryThreads();
        }
        finally
        {
            s_handshakes.Release();
        }
    }
}
