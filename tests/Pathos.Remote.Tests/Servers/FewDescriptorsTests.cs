using System.Net;
using Pathos.Cli.Tests;
using Pathos.Wire;

namespace Pathos.Remote.Tests;

/// <summary>A server with few descriptors that others than pools come to.</summary>
public sealed class FewDescriptorsTests
{
    private const string Secret = "the secret of a server with few descriptors";

    private static readonly PoolCredentials s_credentials = PoolCredentials.FromSecret(Secret);

    [Fact]
    public async Task Machines_MoreThanThereIsRoomFor_AreToldWhyAndSoAreSessionsWithThem()
    {
        await using PathosProcess server = PathosProcess.StartUnder(
            ["prlimit", "--nofile=128:128"], ["serve", "--listen", "127.0.0.1:0", "--workers", "0", "--no-discovery", "--json"], (PoolCredentials.Variable, Secret));
        IPEndPoint address = IPEndPoint.Parse(await server.AddressAsync());
        List<RogueClient> machines = [];
        string? refusal = null;
        while (refusal is null)
        {
            Assert.InRange(machines.Count, 0, 128);
            RogueClient machine = await RogueClient.ConnectAsync(address, s_credentials, ConnectionPurpose.Helper);
            machines.Add(machine);
            machine.Send(MessageKind.HelperReady, 0, new HelperReady(Protocol.Version, Environment.Version.ToString(), "lab", 0));
            refusal = await RefusalOfAsync(address, ConnectionPurpose.Helper);
        }

        Assert.Contains("ulimit -n", refusal, StringComparison.Ordinal);
        Assert.Contains("ulimit -n", await RefusalOfAsync(address, ConnectionPurpose.SessionWithHelper), StringComparison.Ordinal);
        Assert.Equal(0, (await PoolServer.QueryAsync(address.ToString(), s_credentials).Soon()).Workers);

        // What one leaves is the next one's.
        machines.ForEach(static machine => machine.Dispose());
        using var limit = new CancellationTokenSource(TestTimeouts.Unexpected);
        while (await RefusalOfAsync(address, ConnectionPurpose.Helper) is not null)
        {
            await Task.Delay(5, limit.Token);
        }
    }

    /// <summary>Gets why a connection is refused; null when it is taken.</summary>
    private static async Task<string?> RefusalOfAsync(IPEndPoint server, ConnectionPurpose purpose)
    {
        using RogueClient client = await RogueClient.ConnectAsync(server, s_credentials, purpose);
        if (purpose == ConnectionPurpose.Helper)
        {
            // One that is taken says this twice, and is refused for that.
            client.Send(MessageKind.HelperReady, 0, new HelperReady(Protocol.Version, Environment.Version.ToString(), "lab", 0));
            client.Send(MessageKind.HelperReady, 0, new HelperReady(Protocol.Version, Environment.Version.ToString(), "lab", 0));
        }

        string? reason = await client.NextAsync(MessageKind.ServerRefused) is { } told ? ServerRefused.Read(told.Body.Span).Reason : null;
        return reason?.Contains("does not send HelperReady", StringComparison.Ordinal) == true ? null : reason;
    }
}
