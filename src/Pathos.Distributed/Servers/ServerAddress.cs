using System.Globalization;
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
    /// <exception cref="PoolOpenException">The server cannot be reached, or the two do not hold the same secret; the message says what to check.</exception>
    public async Task<Transport> ConnectAsync(PoolCredentials credentials, Greeting greeting, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(Host, Port, cancellationToken).ConfigureAwait(false);
            return await SecureConnection.OpenAsync(socket, credentials.Secret, greeting, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            socket.Dispose();
            if (Explain(error) is { } explained)
            {
                throw explained;
            }

            throw;
        }
    }

    /// <summary>The same, within ten seconds.</summary>
    /// <exception cref="PoolOpenException">As there, or it took longer.</exception>
    public async Task<Transport> ConnectSoonAsync(PoolCredentials credentials, Greeting greeting, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_soon);
        try
        {
            return await ConnectAsync(credentials, greeting, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Silent(s_soon);
        }
    }

    /// <summary>What to say of a server that said nothing for so long.</summary>
    public PoolOpenException Silent(TimeSpan time) => new($"The server {this} did not answer within {time}. Check that it runs and that no firewall is in between.");

    private PoolOpenException? Explain(Exception error) => error switch
    {
        SocketException => new PoolOpenException($"The server {this} cannot be reached: {error.Message}. Check the address, and that a server runs there: pathos serve --listen {this}", error),
        AuthenticationException or IOException => new PoolOpenException(
            $"The server {this} does not accept this process, or is no pool server: {error.Message} Both sides need the same secret ({PoolCredentials.Variable}, {PoolCredentials.FileVariable} or {PoolCredentials.DefaultFile}).", error),
        _ => null,
    };
}
