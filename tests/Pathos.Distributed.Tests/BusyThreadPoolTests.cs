using System.Diagnostics;

namespace Pathos.Distributed.Tests;

/// <summary>Blocking verbs in a program whose whole thread pool is blocked: the library's own work never waits for it.</summary>
public sealed class BusyThreadPoolTests
{
    [Theory]
    [InlineData("serial")]
    [InlineData("threads")]
    [InlineData("processes")]
    [InlineData("server")]
    public async Task EveryVerb_AllThreadsOfTheThreadPoolAreBlocked_Ends(string kind)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            ArgumentList = { "exec", Path.Combine(AppContext.BaseDirectory, "Pathos.Distributed.Parent.dll"), "busy", kind },
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using Process program = Process.Start(start)!;

        string said = await program.StandardOutput.ReadToEndAsync().WaitAsync(2 * TestTimeouts.Unexpected);

        Assert.Equal("all ended", said.Trim());
    }
}
