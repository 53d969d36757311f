using System.Diagnostics;
using System.Globalization;
using Xunit.Abstractions;

namespace Pathos.Stress.Tests;

/// <summary>Every verb at once on worker processes that die all the time, in every way: nothing may be lost, doubled or wrong, and nothing may be left.</summary>
public sealed class KillingSoak(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Workers = 4;

    /// <summary>
    /// A try of an item is lost with a probability p of well under 1/4: workers live two seconds on the average, and the longest stay of an item on a worker, the transfer of a
    /// megabyte included, is a small part of that. All 41 tries of one item are lost with p^41, under 10^-24; with a million items that is under 10^-18 a run.
    /// </summary>
    private static readonly RetryPolicy s_retry = new() { LostWorkerRetries = 40 };

    private static readonly TimeSpan s_meanLifetime = TimeSpan.FromSeconds(2);

    private readonly string? _formerFolder = Environment.GetEnvironmentVariable("TMPDIR");
    private readonly string _folder = Directory.CreateTempSubdirectory("pathos-soak-").FullName;

    // The folders of the pools lie here, so that files left behind can be told from those of other programs.
    public Task InitializeAsync()
    {
        Environment.SetEnvironmentVariable("TMPDIR", _folder);
        return Task.CompletedTask;
    }

    public Task DisposeAsync()
    {
        Environment.SetEnvironmentVariable("TMPDIR", _formerFolder);
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task EveryVerb_WorkersDieInEveryWay_ResultsAreRightAndNothingIsLeft()
    {
        int seed = SoakSettings.Seed;
        output.WriteLine($"soak: killing, seed {seed} (PATHOS_SOAK_SEED)");

        // A first pool warms up what the process keeps for good: types, thread pool, the watch for children.
        await RunAsync(seed, TimeSpan.FromSeconds(3), new Tally());
        Possessions baseline = Possessions.Now(_folder);

        var tally = new Tally();
        long startedAt = Stopwatch.GetTimestamp();
        string deaths = await RunAsync(seed, SoakSettings.Killing, tally);
        Possessions left = await Possessions.SettledAsync(_folder, baseline);

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"soak: killing, {Stopwatch.GetElapsedTime(startedAt).TotalSeconds:F0} s, tasks {tally.Tasks}, cancelled calls {tally.Cancelled}, kills: {deaths}; lost {tally.Lost}, duplicated {tally.Duplicated}, wrong {tally.Wrong}; "
            + $"left: processes {left.Children.Count}, threads {left.Threads - baseline.Threads:+0;-0;0} of {baseline.Threads}, descriptors {left.Descriptors - baseline.Descriptors:+0;-0;0} of {baseline.Descriptors} "
            + $"(sockets {left.Sockets - baseline.Sockets:+0;-0;0}), files {left.Files - baseline.Files:+0;-0;0}"));
        Assert.Equal((0, 0, 0), (tally.Lost, tally.Duplicated, tally.Wrong));
        Assert.True(tally.Tasks > 10_000, $"Only {tally.Tasks} tasks were run.");
        Assert.Empty(left.Children);
        Assert.True(left.IsWithin(baseline), $"Left behind: {left} and before: {baseline}; files: {string.Join(", ", Directory.GetFileSystemEntries(_folder).Take(5))}");
    }

    private static async Task<string> RunAsync(int seed, TimeSpan duration, Tally tally)
    {
        var options = new ProcessPoolOptions
        {
            HeartbeatTimeout = TimeSpan.FromSeconds(1),
            Retry = s_retry,
            OpenTimeout = TimeSpan.FromMinutes(2),

            // Last words of dying workers, which would drown everything else.
            Output = static _ => { },
        };
        await using Pool pool = Pool.Processes(Workers, options);
        await using WorkerKiller killer = await WorkerKiller.StartAsync(pool, new WorkerKillerOptions { Seed = seed, MeanLifetime = s_meanLifetime, KillsStarting = true });

        await new Scenarios(pool, seed, tally).RunAsync(duration).WaitAsync(duration + TestTimeouts.Unexpected);

        if (duration > TimeSpan.FromSeconds(30))
        {
            Assert.All(Enum.GetValues<WorkerDeath>(), death => Assert.True(killer.CountOf(death) > 0, $"Nobody died of {death}."));
        }

        return killer.ToString();
    }
}
