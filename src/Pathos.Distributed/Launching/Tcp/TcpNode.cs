using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using Pathos.Wire;

namespace Pathos.Distributed;

/// <summary>Connects to a pool server, which is a node that several pools share.</summary>
internal static class TcpNode
{
    /// <summary>The port of a server whose spec names none.</summary>
    public const int DefaultPort = 8899;

    /// <exception cref="PoolOpenException">The server cannot be reached or used; the message says why and what to do.</exception>
    public static async Task<NodeLink> ConnectAsync(string host, int port, RemotePoolOptions options, Door door, Action<TaskOutput> onOutput, Action<int, bool> onGranted, CancellationToken cancellationToken)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{host}:{port}");
        PoolCredentials credentials = options.Credentials ?? PoolCredentials.Find();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.OpenTimeout);
        try
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            Transport transport;
            try
            {
                await socket.ConnectAsync(host, port, limit.Token).ConfigureAwait(false);
                transport = await SecureConnection.OpenAsync(socket, credentials.Secret, limit.Token).ConfigureAwait(false);
            }
            catch
            {
                socket.Dispose();
                throw;
            }

            var link = new NodeLink(transport, door, NodeSettings.Of(name, options, onOutput, static () => ""), onGranted);
            try
            {
                await link.Ready.WaitAsync(limit.Token).ConfigureAwait(false);
                return link;
            }
            catch
            {
                link.Dispose();
                throw;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new PoolOpenException($"The server {name} was not ready within {options.OpenTimeout}. Check that it runs and that no firewall is in between, or raise PoolOptions.OpenTimeout.");
        }
        catch (SocketException error)
        {
            throw new PoolOpenException($"The server {name} cannot be reached: {error.Message}. Check the address, and that a server runs there: pathos serve --listen {name}", error);
        }
        catch (Exception error) when (error is AuthenticationException or IOException)
        {
            throw new PoolOpenException(
                $"The server {name} does not accept this client, or is no pool server: {error.Message} Both sides need the same secret ({PoolCredentials.Variable}, {PoolCredentials.FileVariable} or {PoolCredentials.DefaultFile}).", error);
        }
    }
}
