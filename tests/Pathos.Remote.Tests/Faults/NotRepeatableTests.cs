namespace Pathos.Remote.Tests;

/// <summary>Items that must not begin twice, given to a host about which nobody can tell how far it came.</summary>
[Collection(SshHosts.Collection)]
public sealed class NotRepeatableTests(SshHosts hosts)
{
    private const int Items = 3000;

    [Fact]
    public async Task Node_StoppedInMidMap_WhatItWasGivenIsLostAndNothingBeginsTwice()
    {
        SshServer server = hosts.Servers["hosta"];
        using var folder = new TestFolder();
        FileLedger begun = folder.Ledger();
        await using Pool pool = Pool.Open(hosts.Options(new ProcessPoolOptions { HeartbeatTimeout = TimeSpan.FromSeconds(1) }), "ssh://hosta/1", "local/1");
        await pool.ReadyAsync().Soon();
        int node = Where.NodeOf(server);
        IReadOnlyList<int> before = server.FindProcesses();

        // So short that batches wait on the workers: those on the host go on with theirs, and nobody hears of it.
        Task<List<Outcome<string>>> map = pool.MapOutcomes(
            x =>
            {
                begun.Add(x);
                return Where.Host;
            },
            Enumerable.Range(0, Items),
            new MapOptions { ChunkSize = 1, IsRepeatable = false }).Collected();
        await begun.ReachesAsync(Items / 10);
        Where.Signal(node, ProcessSignal.Stop);
        List<Outcome<string>> outcomes;
        try
        {
            outcomes = await map.Soon();
        }
        finally
        {
            Where.Signal(node, ProcessSignal.Continue);
        }

        // What was on its way to the worker may reach it now, before the node learns that it was given up.
        await Where.AreGoneAsync(server, before);
        Assert.Equal(Enumerable.Range(0, Items).Select(static x => (long)x), outcomes.Select(static outcome => outcome.Index).Order());
        Assert.Equal(begun.Entries.Distinct().Count(), begun.Count);
        Outcome<string>[] failed = [.. outcomes.Where(static outcome => !outcome.IsSuccess)];
        Assert.NotEmpty(failed);
        Assert.All(failed, static outcome => Assert.Equal(FailureKind.WorkerLost, outcome.Failure));
        Assert.All(failed, static outcome => Assert.Equal(1, outcome.Attempts));
    }
}
