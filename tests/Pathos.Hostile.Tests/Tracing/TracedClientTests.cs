using System.Diagnostics;
using Pathos.Serialization;

namespace Pathos.Hostile.Tests;

/// <summary>The kernel's word for what the other tests see by marks: a client to which a hostile worker sends gadgets and questions starts no program, and opens none of the files.</summary>
public sealed class TracedClientTests
{
    [Fact]
    public async Task Gadgets_AndQuestions_StartNoProgramAndOpenNoBait()
    {
        using var trap = new Trap();
        using var planted = new PlantedAssembly(Path.Combine(AppContext.BaseDirectory, "wwwroot", "uploads"), "Traced.Plugin");
        using var files = new PlantedFiles(AppContext.BaseDirectory, "secret", "traced.json", ".traced", "traced", "libtraced.so.json");
        string[] names = ["traced.json", ".traced", "libtraced.so.json", "Traced.Plugin", "wwwroot/uploads/Traced.Plugin", "/etc/shadow"];
        string[] gadgets = [.. Gadgets.All.Values.Where(static gadget => gadget.Bites).Select(static gadget => gadget.Name)];
        Payload[] results = Array.ConvertAll(gadgets, gadget => GadgetTests.Build(trap, () => Gadgets.All[gadget].Write<object>(static value => value, typeof(TracedClientTests))));
        Payload[] exceptions = Array.ConvertAll(
            gadgets, gadget => GadgetTests.Build(trap, () => Gadgets.All[gadget].WriteException(static value => new ArgumentException("with data") { Data = { ["gadget"] = value } }, typeof(SystemCalls))));
        int sent = 0;
        var script = new HostileScript
        {
            OnBatch = (worker, batch, count) =>
            {
                foreach (string name in names)
                {
                    Assert.False(worker.AskForCode(name).Answer.IsFound || worker.AskForCode(name, planted.Mvid).Answer.IsFound || worker.AskForCode(name, isNative: true).Answer.IsFound);
                }

                int next = sent++;
                if (next % 2 == 0)
                {
                    HostileScript.Succeed(worker, batch, count, results[next / 2 % results.Length]);
                }
                else
                {
                    HostileScript.Fail(worker, batch, count, exceptions[next / 2 % exceptions.Length]);
                }
            },
        };
        string[] calls;
        await using (var pool = new HostilePool(script))
        {
            await pool.Pool.ReadyAsync();
            using SystemCalls watched = await SystemCalls.WatchAsync();
            await MapAsync(pool);
            GC.Collect();
            GC.WaitForPendingFinalizers();

            // Seen, so what is not seen did not happen.
            await Process.Start("/bin/true").WaitForExitAsync();
            calls = await watched.EndAsync();
        }

        Assert.InRange(sent, 1, int.MaxValue);
        Assert.Contains(calls, static call => call.Contains("execve(\"/bin/true\"", StringComparison.Ordinal));
        Assert.Equal([], calls.Where(static call => call.Contains("execve", StringComparison.Ordinal) && !call.Contains("/bin/true", StringComparison.Ordinal) && !call.Contains("resumed", StringComparison.Ordinal)));
        string[] baits = [trap.Folder, "/traced.json\"", "/.traced\"", "/traced\"", "/libtraced.so.json\"", planted.Path, "/etc/shadow\""];
        Assert.Equal([], calls.Where(call => Array.Exists(baits, bait => call.Contains(bait, StringComparison.Ordinal))));
        trap.AssertUntouched();
    }

    // Apart, so that the function captures nothing of the test's.
    private static Task<List<Outcome<object>>> MapAsync(HostilePool pool) => pool.MapAsync<object>(static x => x);
}
