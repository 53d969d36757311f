namespace Pathos.Distributed;

/// <summary>Connects to a host by SSH and makes of it what is wanted, within a bound.</summary>
internal static class HostStart
{
    /// <param name="setup">What is wanted.</param>
    /// <param name="use">What comes after, within the same bound. The session is its own when it returns.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PoolOpenException">The host cannot be reached or used; the message says why and what to do.</exception>
    public static async Task<T> RunAsync<T>(
        HostSetup setup, Func<NodeSession, CancellationToken, Task<T>> use, CancellationToken cancellationToken)
    {
        (string command, byte[] script, string mark) = SshBootstrap.Prepare(setup);
        using var timeout = new CancellationTokenSource(setup.Bound, LibraryTime.Shared);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        NodeSession session = await StartAsync(setup, command, limit.Token, cancellationToken).OnLibraryThreads();
        try
        {
            using CancellationTokenRegistration end = limit.Token.Register(session.Dispose);
            var talk = new SshBootstrap(setup, session.Input, session.Output, mark, session.LetIn);
            bool isReady = await LibraryThreads.Run(() => Task.FromResult(talk.Run(script))).OnLibraryThreads();
            if (!isReady)
            {
                throw await WhyAsync(session, setup, limit.Token, cancellationToken).OnLibraryThreads();
            }

            return await use(session, limit.Token).OnLibraryThreads();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            session.Dispose();
            throw TooSlow(setup, session.LastWords());
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private static async Task<NodeSession> StartAsync(
        HostSetup setup, string command, CancellationToken limit, CancellationToken cancellationToken)
    {
        try
        {
            return await NodeSession.StartAsync(setup.Host, setup.Ssh, command, limit).OnLibraryThreads();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw TooSlow(setup, "So many connections to it are being made that this one's turn did not come.");
        }
    }

    private static async Task<PoolOpenException> WhyAsync(
        NodeSession session, HostSetup setup, CancellationToken limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (limit.IsCancellationRequested)
        {
            return TooSlow(setup, session.LastWords());
        }

        SshException error = await session.DescribeEndAsync().OnLibraryThreads();
        return new PoolOpenException(error.Message, error);
    }

    private static PoolOpenException TooSlow(HostSetup setup, string lastWords) => new(
        $"{setup.Host} was not ready within {setup.Bound}. Raise {setup.OptionsName}.{nameof(PoolOptions.OpenTimeout)} if it is slow or far. {lastWords}"
            .TrimEnd());
}
