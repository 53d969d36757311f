using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Pathos.Wire;

namespace Pathos.Distributed;

/// <summary>Where a server listens, as its clients name it.</summary>
internal sealed record ServerAddress(string Host, int Port)
{
    /// <summary>The port of a server whose spec names none.</summary>
    public const int DefaultPort = 8899;

    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(10);

    /// <exception cref="ArgumentException">It is not of the form <c>host:port</c>.</exception>
    public static ServerAddress Parse(string text)
    {
        (string host, int port) = Endpoints.Parse(text);
        return new ServerAddress(host, port);
    }

    public override string ToString() => Host.Contains(':', StringComparison.Ordinal)
        ? string.Create(CultureInfo.InvariantCulture, $"[{Host}]:{Port}")
        : string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");

    /// <summary>Connects, and proves both sides to each other.</summary>
    /// <exception cref="PoolOpenException">The server cannot be reached, or the two do not hold the same secret; the message says what to
    /// check.</exception>
    public async Task<Transport> ConnectAsync(PoolCredentials credentials, Greeting greeting, CancellationToken cancellationToken)
    {
        IPAddress[] addresses = await LookUpAsync(cancellationToken).OnLibraryThreads();
        return await LibraryThreads
            .Run(() => Task.FromResult(Connect(addresses, credentials, greeting, cancellationToken)))
            .OnLibraryThreads();
    }

    /// <summary>The same, within ten seconds.</summary>
    /// <exception cref="PoolOpenException">As there, or it took longer.</exception>
    public async Task<Transport> ConnectSoonAsync(PoolCredentials credentials, Greeting greeting, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(s_soon, LibraryTime.Shared);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            return await ConnectAsync(credentials, greeting, limit.Token).OnLibraryThreads();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Silent(s_soon);
        }
    }

    /// <summary>What to say of a server that said nothing for so long.</summary>
    public PoolOpenException Silent(TimeSpan time) =>
        new($"The server {this} did not answer within {time}. Check that it runs and that no firewall is in between.");

    /// <summary>Finds the addresses of the host. Looking up a name cannot be given up, so it is left to itself when the caller has waited
    /// enough.</summary>
    private async Task<IPAddress[]> LookUpAsync(CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(Host, out IPAddress? address))
        {
            return [address];
        }

        Task<IPAddress[]> found = LibraryThreads.Run(() => Task.FromResult(Dns.GetHostAddresses(Host)));
        _ = found.EndOnLibraryThreads();
        try
        {
            return await found.WaitAsync(cancellationToken).OnLibraryThreads();
        }
        catch (SocketException error)
        {
            throw Explain(error)!;
        }
    }

    private Transport Connect(IPAddress[] addresses, PoolCredentials credentials, Greeting greeting, CancellationToken cancellationToken)
    {
        // Slow on purpose, so before: a server has little patience with who connects and says nothing.
        SharedSecret secret = credentials.Secret;
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // A connection that is being made ends with its socket.
            using (cancellationToken.UnsafeRegister(static state => ((Socket)state!).Dispose(), socket))
            {
                socket.Connect(addresses, Port);
            }

            return SecureConnection.Open(socket, secret, greeting, cancellationToken);
        }
        catch (Exception error)
        {
            socket.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            if (Explain(error) is { } explained)
            {
                throw explained;
            }

            throw;
        }
    }

    private PoolOpenException? Explain(Exception error) => error switch
    {
        SocketException => new PoolOpenException($"The server {this} cannot be reached: {error.Message}. Check the address, and that a server runs there: pathos serve --listen {this}", error),
        AuthenticationException or IOException => new PoolOpenException(
            $"The server {this} does not accept this process, or is no pool server: {error.Message} Both sides need the same secret ({PoolCredentials.Variable}, {PoolCredentials.FileVariable} or {PoolCredentials.DefaultFile}).", error),
        _ => null,
    };
}
