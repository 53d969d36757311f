using System.Diagnostics;
using System.Globalization;

namespace Pathos.Distributed.Tests;

/// <summary>What captured arrays cost in memory: measured in a program of its own, with bounds that leave room for all that is not asked
/// here.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class CapturedMemoryTests
{
    [Fact]
    public async Task Map_LargeArrayCapturedEightTimes_CostsTheCallerNoSecondOne()
    {
        (int client, int worker) = await MeasureAsync("held", 128);

        Assert.InRange(client, 0, 40);
        Assert.InRange(worker, 128, 180);
    }

    [Fact]
    public async Task MapAsync_LargeArrayThatTheWorkersHold_IsNotCopiedEachTime()
    {
        (int client, _) = await MeasureAsync("held-async", 64);

        // Until both workers have been given an item each call copies the array.
        Assert.InRange(client, 64, 200);
    }

    [Fact]
    public async Task Map_AHundredLargeCaptures_AreNotKept()
    {
        (int client, int worker) = await MeasureAsync("many", 10);

        Assert.InRange(client, int.MinValue, 40);
        Assert.InRange(worker, 0, 220);
    }

    [Fact]
    public async Task Broadcast_ManyThatNobodyHoldsAnyMore_AreForgotten()
    {
        (int client, int worker) = await MeasureAsync("broadcasts", 10);

        Assert.InRange(client, int.MinValue, 60);
        Assert.InRange(worker, 0, 100);
    }

    private static async Task<(int Client, int Worker)> MeasureAsync(string kind, int megabytes)
    {
        string parent = Path.Combine(AppContext.BaseDirectory, "Pathos.Distributed.Parent.dll");
        string[] arguments = ["exec", parent, "captures", kind, megabytes.ToString(CultureInfo.InvariantCulture)];
        var start = new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardOutput = true, UseShellExecute = false };
        using Process program = Process.Start(start)!;
        try
        {
            string said = await program.StandardOutput.ReadToEndAsync().WaitAsync(TimeSpan.FromMinutes(3));
            await program.WaitForExitAsync();
            Assert.Equal(0, program.ExitCode);
            Dictionary<string, int> told = said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.Split(' '))
                .ToDictionary(static words => words[0], static words => int.Parse(words[1], CultureInfo.InvariantCulture));
            return (told["client"], told["workers"]);
        }
        finally
        {
            program.Kill(entireProcessTree: true);
        }
    }
}
