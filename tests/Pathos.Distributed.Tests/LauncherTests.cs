using System.Net.Sockets;
using Pathos.Launching;
using Pathos.Wire;

namespace Pathos.Distributed.Tests;

/// <summary>What starts the workers of this machine.</summary>
public sealed class LauncherTests
{
    [Fact]
    public void Launcher_CannotBeMade_ItsFolderGoes()
    {
        var folder = new RuntimeFolder(runtimeConfig: "");
        string path = Path.GetDirectoryName(folder.SocketPath)!;
        using var door = new Door();

        // In the way of the socket.
        File.WriteAllText(folder.SocketPath, "");

        Assert.ThrowsAny<SocketException>(() => new ProcessLauncher(
            new ProcessSettings(null, null, new Dictionary<string, string?>(StringComparer.Ordinal), 0), folder, door, static _ => { }));
        Assert.False(Directory.Exists(path));
    }
}
