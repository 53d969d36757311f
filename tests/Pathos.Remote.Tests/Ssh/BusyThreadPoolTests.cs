using System.Diagnostics;

namespace Pathos.Remote.Tests;

/// <summary>Blocking verbs over SSH in a program whose whole thread pool is blocked.</summary>
[Collection(SshHosts.Collection)]
public sealed class BusyThreadPoolTests(SshHosts hosts)
{
    [Fact]
    public async Task EveryVerb_AllThreadsOfTheThreadPoolAreBlocked_Ends()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            ArgumentList = { "exec", Path.Combine(AppContext.BaseDirectory, "Pathos.Distributed.Parent.dll"), "busy", "ssh", hosts.Servers.ConfigPath, "ssh://hosta/2" },
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using Process program = Process.Start(start)!;

        string said = await program.StandardOutput.ReadToEndAsync().WaitAsync(2 * TestTimeouts.Unexpected);

        Assert.Equal("all ended", said.Trim());
    }
}
