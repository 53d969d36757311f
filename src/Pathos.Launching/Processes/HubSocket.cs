using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Pathos.Wire;

namespace Pathos.Launching;

/// <summary>A worker's way to its hub on the same machine.</summary>
/// <remarks>
/// A worker tells its token to the process that listens, and runs what comes back. So before the first byte it asks the system who
/// listens: only a process of its own user can be its hub. The system noted that when the hub began to listen, so a process cannot say it
/// falsely.
/// </remarks>
internal static partial class HubSocket
{
    private const int SocketLevel = 1;
    private const int PeerCredentials = 17;
    private const int CredentialsSize = 12;
    private const int UserAt = 4;

    /// <exception cref="SocketException">No process listens there.</exception>
    /// <exception cref="UnauthorizedAccessException">Another user listens there.</exception>
    public static SocketTransport Connect(string path)
    {
        Socket socket = UnixSockets.Dial(path);
        try
        {
            // The temporary folder of Windows is the user's own.
            if (!OperatingSystem.IsWindows() && UserAtTheEndOf(socket) is var user && user != ThisUser.Id)
            {
                throw new UnauthorizedAccessException($"At '{path}' a program of another user (number {user}) listens, and not the pool.");
            }

            return new SocketTransport(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static uint UserAtTheEndOf(Socket socket)
    {
        if (!OperatingSystem.IsLinux())
        {
            return GetPeer(socket.SafeHandle, out uint user, out _) == 0 ? user : throw new SocketException(Marshal.GetLastPInvokeError());
        }

        Span<byte> credentials = stackalloc byte[CredentialsSize];
        socket.GetRawSocketOption(SocketLevel, PeerCredentials, credentials);
        return BinaryPrimitives.ReadUInt32LittleEndian(credentials[UserAt..]);
    }

    [LibraryImport("libc", EntryPoint = "getpeereid", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetPeer(SafeSocketHandle socket, out uint user, out uint group);
}
