using System.Diagnostics;
using System.Globalization;
using Pathos.Distributed;

namespace Pathos.Remote.Tests;

/// <summary>Where a server may open very many files, strangers still have few of them.</summary>
public sealed class DescriptorBudgetTests
{
    [Fact]
    public void Strangers_TheLimitIsHigh_AreFewAllTheSame()
    {
        string before = Limit("SOFT").Trim();
        Run("--nofile=8192:");
        try
        {
            Assert.Equal(256, new DescriptorBudget(1).Strangers);
        }
        finally
        {
            Run($"--nofile={before}:");
        }
    }

    private static string Limit(string column) => Run("--nofile", "--noheadings", $"--output={column}");

    private static string Run(params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("prlimit", ["--pid", Environment.ProcessId.ToString(CultureInfo.InvariantCulture), .. arguments])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
