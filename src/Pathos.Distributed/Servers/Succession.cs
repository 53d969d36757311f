using System.Net;
using System.Net.Sockets;
using Pathos.Wire;

namespace Pathos.Distributed;

/// <summary>How a server gets the port of the one before it, which drains there: it asks for it, and proves that it holds the same
/// secret.</summary>
/// <remarks>So a server that drains can still tell new clients that it does, and yet does not keep another server from taking its
/// place.</remarks>
internal static class Succession
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <exception cref="SocketException">It cannot listen there.</exception>
    public static async Task<ServerSocket> BindAsync(IPEndPoint address, PoolCredentials credentials, CancellationToken cancellationToken)
    {
        try
        {
            return ServerSocket.Bind(address);
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            if (!await TryTakeAsync(address, credentials, cancellationToken).OnLibraryThreads())
            {
                throw;
            }
        }

        return ServerSocket.Bind(address);
    }

    /// <summary>Where this machine reaches a server of its own that listens at an address.</summary>
    public static IPAddress ReachedAt(IPAddress listening) =>
        listening.Equals(IPAddress.Any) ? IPAddress.Loopback : listening.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : listening;

    /// <summary>False where no server of ours is there, or one that does not drain.</summary>
    private static async Task<bool> TryTakeAsync(IPEndPoint address, PoolCredentials credentials, CancellationToken cancellationToken)
    {
        try
        {
            using Transport transport = await new ServerAddress(ReachedAt(address.Address).ToString(), address.Port)
                .ConnectSoonAsync(
                    credentials, new Greeting(ConnectionPurpose.Succession, Guid.Empty), cancellationToken).OnLibraryThreads();
            using ITimer limit = LibraryTime.Shared.CreateTimer(
                static state => ((Transport)state!).Close(), transport, s_patience, Timeout.InfiniteTimeSpan);

            // The end of the connection says that the port is free; a refusal is a message.
            return await LibraryThreads.Run(
                () => Task.FromResult(!new FrameReader(transport, FrameLimits.Stranger).TryRead(out _))).OnLibraryThreads();
        }
        catch (Exception error) when (error is PoolOpenException or InvalidDataException)
        {
            return false;
        }
    }
}
