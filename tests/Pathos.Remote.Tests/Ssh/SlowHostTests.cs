namespace Pathos.Remote.Tests;

/// <summary>A host that takes far longer than the others takes its part of the work, and does not delay the end.</summary>
[Collection(SshHosts.Collection)]
public sealed class SlowHostTests(SshHosts hosts)
{
    private const int Items = 400;

    [Fact]
    public async Task Host_FarSlowerThanTheOthers_WorksInTheMiddleAndTakesNothingAtTheEnd()
    {
        await using Pool pool = Pool.Open(hosts.Options(), "ssh://hosta/4", "local/1");
        await pool.ReadyAsync().Soon();

        // An item takes as long there as two hundred do here, more or less, and longer than the last forty even when this machine is busy with
        // something else. Its workers come for more one after the other.
        List<Outcome<string>> outcomes = await pool.MapOutcomes(
            static x =>
            {
                using var never = new ManualResetEventSlim();
                never.Wait(Where.Host == Where.Here ? 10 : 1500 + (200 * (x % 7)));
                return Where.Host;
            },
            Enumerable.Range(0, Items),
            new MapOptions { ChunkSize = 1 }).Collected();

        Assert.Equal(Items, outcomes.Count);
        Assert.InRange(outcomes.Count(static outcome => outcome.Value == "hosta"), 4, Items / 5);
        Assert.All(outcomes.Where(static outcome => outcome.Index >= Items - 40), static outcome => Assert.Equal(Where.Here, outcome.Value));
    }

    [Fact]
    public async Task Host_FasterOneIsLostWhileWorkWaitsForIt_TheSlowOneTakesIt()
    {
        using var folder = new TestFolder();
        FileGate gate = folder.Gate();
        await using Pool pool = Pool.Open(hosts.Options(), "ssh://hosta/1", "ssh://hostb/1");
        await pool.ReadyAsync().Soon();
        Func<int, string> work = x =>
        {
            using var never = new ManualResetEventSlim();
            never.Wait(Where.Host == "hosta" ? 10 : 500);
            if (x < 0)
            {
                gate.Pass();
            }

            return Where.Host;
        };
        await pool.MapAsync(work, Enumerable.Range(0, 60), new MapOptions { ChunkSize = 1 }).Soon();

        // Both are busy, and the call behind them would be done sooner on the fast one, which does not come back.
        Task<string>[] calls = [.. Enumerable.Range(1, 4).Select(x => pool.PipeAsync(work, -x))];
        await gate.EnteredAsync(1);
        await hosts.Servers.KillAsync("hosta").Soon();
        try
        {
            gate.Open();
            Assert.All(await Task.WhenAll(calls).Soon(), static host => Assert.Equal("hostb", host));
        }
        finally
        {
            await hosts.Servers.RestartAsync("hosta").Soon();
        }
    }
}
