using System.Diagnostics;

namespace Pathos.Distributed.Tests;

/// <summary>Workers that are lost while their program has no descriptor left to find out how.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class LossWithoutDescriptorsTests
{
    [Fact]
    public async Task WorkerIsLost_NothingCanBeOpened_TheCallFailsAndTheProcessEnds()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            ArgumentList = { "exec", Path.Combine(AppContext.BaseDirectory, "Pathos.Distributed.Parent.dll"), "losses" },
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using Process program = Process.Start(start)!;

        string said = await program.StandardOutput.ReadToEndAsync().WaitAsync(4 * TestTimeouts.Unexpected);

        string[] lines = said.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(Enumerable.Repeat("WorkerLostException, gone", 4), lines);
    }
}
