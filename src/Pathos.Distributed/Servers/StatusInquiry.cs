using Pathos.Wire;

namespace Pathos.Distributed;

/// <summary>A connection on which a server is asked how it is: it says so once, and who asked ends the connection.</summary>
internal static class StatusInquiry
{
    private static readonly TimeSpan s_stepTime = TimeSpan.FromSeconds(10);

    /// <exception cref="PoolOpenException">The server cannot be asked; the message says what to check.</exception>
    public static async Task<ServerStatistics> AskAsync(
        ServerAddress server, PoolCredentials credentials, CancellationToken cancellationToken)
    {
        var greeting = new Greeting(ConnectionPurpose.Status, Guid.Empty);
        Transport transport = await server.ConnectSoonAsync(credentials, greeting, cancellationToken).OnLibraryThreads();
        using var timeout = new CancellationTokenSource(s_stepTime, LibraryTime.Shared);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        using CancellationTokenRegistration end = limit.Token.Register(transport.Close);
        try
        {
            return await LibraryThreads.Run(() => Task.FromResult(Read(server, transport))).OnLibraryThreads();
        }
        catch (PoolOpenException) when (limit.IsCancellationRequested)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw server.Silent(s_stepTime);
        }
        finally
        {
            transport.Close();
        }
    }

    /// <summary>Says how the server is, and lets the connection go.</summary>
    public static void Answer(string from, Transport transport, ServerStatistics statistics, CancellationToken stopping) =>
        LastMessage.Send(from, transport, new Message(MessageKind.ServerStatus, 0, ToFields(statistics)), stopping);

    private static ServerStatistics Read(ServerAddress server, Transport transport)
    {
        try
        {
            if (!new FrameReader(transport, FrameLimits.Status).TryRead(out Frame frame))
            {
                throw new PoolOpenException($"The server {server} ended the connection without saying how it is. It may be ending, or of another build: use the same on both sides.");
            }

            if (frame.Kind != MessageKind.ServerStatus)
            {
                throw new InvalidDataException($"It says {frame.Kind}.");
            }

            var status = ServerStatus.Read(frame.Body.Span);
            return status.ProtocolVersion == Protocol.Version
                ? FromFields(status)
                : throw new InvalidDataException($"It speaks protocol {status.ProtocolVersion}, and this process {Protocol.Version}.");
        }
        catch (InvalidDataException error)
        {
            throw new PoolOpenException($"The server {server} speaks otherwise: {error.Message} Use the same build on both sides.", error);
        }
    }

    private static ServerStatus ToFields(ServerStatistics statistics) => new(
        Protocol.Version,
        statistics.Workers,
        statistics.IsDraining,
        [.. statistics.Clients.Select(static client => new ClientStatus(client.Client, client.Connected, client.Share, client.Busy, client.Tasks))],
        [.. statistics.Helpers.Select(static helper => new HelperStatus(helper.Name, helper.Address, helper.Connected, helper.Workers))]);

    private static ServerStatistics FromFields(ServerStatus status) => new(
        status.Workers,
        [.. status.Clients.Select(static client => new ServerClientStatistics(client.Client, client.Connected, client.Share, client.Busy, client.Tasks))],
        [.. status.Helpers.Select(static helper => new ServerHelperStatistics(helper.Name, helper.Address, helper.Connected, helper.Workers))])
    {
        IsDraining = status.IsDraining,
    };
}
