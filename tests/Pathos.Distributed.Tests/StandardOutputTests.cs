using System.Diagnostics;

namespace Pathos.Distributed.Tests;

/// <summary>Tasks that print in programs whose standard output takes nothing: lines are lost, and nothing else is.</summary>
public sealed class StandardOutputTests
{
    [Theory]
    [InlineData("exec \"$@\" >/dev/full")]
    [InlineData("exec \"$@\" >&-")]
    [InlineData("exec \"$@\" >&- 2>&-")]
    public async Task Map_StandardOutputTakesNothing_HasItsResults(string script)
    {
        using Process program = Start(new ProcessStartInfo("/bin/sh") { ArgumentList = { "-c", script, "sh", Environment.ProcessPath! } });

        await AssertEndsWell(program);
    }

    [Fact]
    public async Task Map_NoStandardStreamIsOpen_HasItsResults()
    {
        using Process program = Start(new ProcessStartInfo("/bin/sh") { ArgumentList = { "-c", "exec \"$@\" <&- >&- 2>&-", "sh", Environment.ProcessPath! } });

        // .NET 11 ends each program that has no standard input before the program's own code begins, with this exit code.
        await AssertEndsWell(program, Environment.Version.Major == 10 ? 0 : 137);
    }

    [Fact]
    public async Task Map_StandardOutputIsABrokenPipe_HasItsResults()
    {
        using Process program = Start(new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, UseShellExecute = false });
        program.StandardOutput.Close();

        await AssertEndsWell(program);
    }

    [Fact]
    public async Task Map_StandardOutputIsNeverRead_HasItsResults()
    {
        // The pipe is open and full: what writes to it waits as long as this test does.
        using Process program = Start(new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, UseShellExecute = false });

        await AssertEndsWell(program);
    }

    private static Process Start(ProcessStartInfo start)
    {
        foreach (string argument in new[] { "exec", Path.Combine(AppContext.BaseDirectory, "Pathos.Distributed.Parent.dll"), "print" })
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

    private static async Task AssertEndsWell(Process program, int code = 0)
    {
        try
        {
            await program.WaitForExitAsync().Soon();
        }
        finally
        {
            program.Kill(entireProcessTree: true);
        }

        Assert.Equal(code, program.ExitCode);
    }
}
