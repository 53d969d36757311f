using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Pathos.Distributed.Tests;

/// <summary>Names of servers that nobody answers for.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class LookUpTests
{
    // An address of this machine that nobody else uses, at the port where names are asked for.
    private static readonly IPEndPoint s_nameServer = new(IPAddress.Parse("127.83.17.53"), 53);

    [Fact]
    public async Task Connection_ItsNameIsBeingLookedUp_CanBeGivenUp()
    {
        using var folder = new TestFolder();
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        silent.Bind(s_nameServer);
        string resolver = Path.Combine(folder.Path, "resolv.conf");
        await File.WriteAllTextAsync(resolver, $"nameserver {s_nameServer.Address}\noptions timeout:30 attempts:5\n");

        // In a view of the file systems where that server alone is asked. It hears the question and keeps silent for longer than the test
        // waits.
        string[] line =
        [
            "unshare", "--mount", "sh", "-c", $"mount --bind {resolver} /etc/resolv.conf && exec \"$@\"", "sh",
            Environment.ProcessPath!, "exec", Path.Combine(AppContext.BaseDirectory, "Pathos.Distributed.Parent.dll"), "lookup",
            "nobody.knows.example",
        ];
        var start = new ProcessStartInfo(line[0], line[1..]) { RedirectStandardOutput = true, UseShellExecute = false };
        using Process program = Process.Start(start)!;
        try
        {
            await silent.ReceiveAsync(new byte[512]).Soon();

            Assert.Equal("cancelled", (await program.StandardOutput.ReadToEndAsync().Soon()).Trim());
        }
        finally
        {
            program.Kill(entireProcessTree: true);
        }
    }
}
