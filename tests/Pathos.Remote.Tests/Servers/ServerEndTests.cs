using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using System.Runtime.InteropServices;
using Pathos.Cli.Tests;

namespace Pathos.Remote.Tests;

/// <summary>How a server ends that nobody asked to.</summary>
public sealed partial class ServerEndTests
{
    private const string Secret = "the secret of a server that ends";

    // Of Linux, whatever the processor.
    private const int OpenProcess = 434;
    private const int GetDescriptor = 438;
    private const int BothDirections = 2;

    [Fact]
    public async Task Ended_TheListenerIsGoneAndNobodyClosedIt_Fails()
    {
        using var folder = new TestFolder();
        await using PoolServer server = await PoolServer.StartAsync(
            PoolCredentials.FromSecret(Secret), new PoolServerOptions { Workers = 1, DiscoveryPort = null, CacheFolder = folder.Path });
        object socket = FieldOf(server, "_socket");

        ((Socket)FieldOf(socket, "_listener")).Dispose();

        IOException error = await Assert.ThrowsAsync<IOException>(() => server.Ended.Soon());
        Assert.Contains("cannot take connections", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_SomebodyShutsItsListenerDown_SaysSoAndExitsOtherwiseThanAsked()
    {
        using var folder = new TestFolder();
        string pidFile = Path.Combine(folder.Path, "pid");
        await using PathosProcess server = PathosProcess.Start(
            ["serve", "--listen", "127.0.0.1:0", "--workers", "1", "--no-discovery", "--cache", folder.Path, "--pid-file", pidFile, "--json"],
            (PoolCredentials.Variable, Secret));
        IPEndPoint address = IPEndPoint.Parse(await server.AddressAsync());
        Assert.True(File.Exists(pidFile));

        ShutDown(server.Id, ListenerOf(server.Id, address.Port));

        (int code, _, string errors) = await server.EndAsync();
        Assert.Equal(1, code);
        Assert.Contains("cannot take connections any more", errors, StringComparison.Ordinal);
        Assert.False(File.Exists(pidFile));
    }

    /// <summary>Finds the descriptor of a listener: by its port its number in the system, by that the descriptor.</summary>
    private static int ListenerOf(int process, int port)
    {
        string local = string.Create(CultureInfo.InvariantCulture, $":{port:X4}");
        string socket = File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/net/tcp"))
            .Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Single(words => words[1].EndsWith(local, StringComparison.Ordinal) && words[3] == "0A")[9];
        return Directory.GetFiles(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/fd"))
            .Where(descriptor => File.ResolveLinkTarget(descriptor, returnFinalTarget: false)?.Name == $"socket:[{socket}]")
            .Select(static descriptor => int.Parse(Path.GetFileName(descriptor), CultureInfo.InvariantCulture))
            .Single();
    }

    /// <summary>Does to a socket of another process what a debugger can do, or a program that was given the socket.</summary>
    private static void ShutDown(int process, int descriptor)
    {
        nint handle = SystemCall(OpenProcess, process, 0, 0);
        Assert.True(handle >= 0, Marshal.GetLastPInvokeErrorMessage());
        nint copy = SystemCall(GetDescriptor, handle, descriptor, 0);
        Assert.True(copy >= 0, Marshal.GetLastPInvokeErrorMessage());
        Assert.Equal(0, Shutdown((int)copy, BothDirections));
        Assert.Equal((0, 0), (Close((int)copy), Close((int)handle)));
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint first, nint second, nint third);

    [LibraryImport("libc", EntryPoint = "shutdown", SetLastError = true)]
    private static partial int Shutdown(int descriptor, int how);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);

    private static object FieldOf(object of, string name) => of.GetType().GetField(name, BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(of)!;
}
