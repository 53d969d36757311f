using System.Net.Sockets;
using System.Reflection;

namespace Pathos.Remote.Tests;

/// <summary>How a server ends that nobody asked to.</summary>
public sealed class ServerEndTests
{
    [Fact]
    public async Task Ended_TheListenerIsGoneAndNobodyClosedIt_Fails()
    {
        using var folder = new TestFolder();
        await using PoolServer server = await PoolServer.StartAsync(
            PoolCredentials.FromSecret("the secret of a server that ends"), new PoolServerOptions { Workers = 1, DiscoveryPort = null, CacheFolder = folder.Path });
        object socket = FieldOf(server, "_socket");

        ((Socket)FieldOf(socket, "_listener")).Dispose();

        IOException error = await Assert.ThrowsAsync<IOException>(() => server.Ended.Soon());
        Assert.Contains("cannot take connections", error.Message, StringComparison.Ordinal);
    }

    private static object FieldOf(object of, string name) => of.GetType().GetField(name, BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(of)!;
}
