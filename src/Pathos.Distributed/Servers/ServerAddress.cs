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

    private PoolOpenException? Explain(Exception error) => error switch
    {
        SocketException => new PoolOpenException($"The server {this} cannot be reached: {error.Message}. Check the address, and that a server runs there: pathos serve --listen {this}", error),
        AuthenticationException or IOException => new PoolOpenException(
            $"The server {this} does not accept this process, or is no pool server: {error.Message} Both sides need the same secret ({PoolCredentials.Variable}, {PoolCredentials.FileVariable} or {PoolCredentials.DefaultFile}).", error),
        _ => null,
    };
}
