using Pathos.Wire;

namespace Pathos.Distributed;

/// <summary>Connects to a host by SSH and makes a node of it.</summary>
internal static class SshNode
{
    /// <exception cref="PoolOpenException">The host cannot be reached or used; the message says why and what to do.</exception>
    public static async Task<NodeLink> ConnectAsync(SshPlace place, RemotePoolOptions options, Door door, Action<TaskOutput> onOutput, CancellationToken cancellationToken)
    {
        SshHost host = place.Host;
        ShippedFiles program = WorkerFiles.OfThisProgram;
        ShippedFiles? runtime = options.ShipRuntime ? RuntimeFiles.OfThisProcess : null;
        (string command, byte[] script, string mark) = SshBootstrap.Prepare(place, options, program, runtime);
        NodeSession session = NodeSession.Start(host, options.Ssh, command);
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(options.OpenTimeout);
            using CancellationTokenRegistration end = limit.Token.Register(session.Dispose);
            bool isNode = await Task.Run(() => SshBootstrap.Run(host, session.Input, session.Output, script, mark, program, runtime), CancellationToken.None).ConfigureAwait(false);
            if (!isNode)
            {
                throw await WhyAsync(session, options, limit.Token, cancellationToken).ConfigureAwait(false);
            }

            return await LinkAsync(host, options, door, onOutput, session, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            session.Dispose();
            throw TooSlow(host, options, session);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

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

    private static async Task<PoolOpenException> WhyAsync(NodeSession session, RemotePoolOptions options, CancellationToken limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (limit.IsCancellationRequested)
        {
            return TooSlow(session.Host, options, session);
        }

        Exception error = await session.DescribeEndAsync().ConfigureAwait(false);
        return error as PoolOpenException ?? new PoolOpenException(error.Message, error);
    }

    private static PoolOpenException TooSlow(SshHost host, RemotePoolOptions options, NodeSession session) => new(
        $"{host} was not ready within {options.OpenTimeout}. Raise PoolOptions.OpenTimeout if it is slow or far. {session.LastWords()}".TrimEnd());
}
