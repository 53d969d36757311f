using System.Diagnostics;
using System.Globalization;
using Pathos.Scale.Baselines;

namespace Pathos.Scale.Scenarios;

/// <summary>A worker is killed while it runs a task: how long until that task runs again on another one.</summary>
internal sealed class DeadWorker : Scenario
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(30);

    private const string Limit =
        "About half of the time passes until the system has taken the process apart and closed its connection; then the other worker has to learn the function before it can run the task.";

    public override string Name => "death";

    public override string Description => "kill -9 of a worker until its task runs again on another";

    public override IReadOnlyList<Measure> Run(Settings settings)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("pathos-scale-");
        try
        {
            using Pool pool = Pool.Processes(Settings.Workers);
            int round = 0;
            IReadOnlyDictionary<string, double> medians = new Contest()
                .Add("pool", () => KillOne(pool, Path.Combine(folder.FullName, $"{round++}")))
                .Add("socket", KillPeer)
                .Medians(warmUps: 2, rounds: settings.Count(15, 5));

            var raw = new Baseline("raw socket: kill -9 to its end", Figure.Seconds(medians["socket"]));
            return [new("Dead worker's task runs again", Figure.Seconds(medians["pool"]), raw, Budget.AtMost(Figure.Seconds(0.010))) { Limit = Limit }];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static double KillOne(Pool pool, string announcement)
    {
        // Both workers are there and idle: the task has somewhere to go, and nothing to wait for but the news.
        while (pool.RunOnAllAsync(() => Environment.ProcessId).Result.Distinct().Count() < Settings.Workers)
        {
            Thread.Sleep(20);
        }

        Task<long> startOfSecondTry = pool.PipeAsync(() => RunUntilKilled(announcement));
        using Process victim = Process.GetProcessById(WaitForAnnouncement(announcement));
        Thread.Sleep(50);

        long killed = Clock.Now;
        victim.Kill();
        return startOfSecondTry.Wait(s_longest)
            ? Clock.SecondsBetween(killed, startOfSecondTry.Result)
            : throw new TimeoutException("The task of a killed worker did not run again.");
    }

    /// <summary>The first try tells where it runs and waits for its end; the second says when it began.</summary>
    private static long RunUntilKilled(string announcement)
    {
        long start = Clock.Now;
        if (TaskContext.Current.Attempt == 1)
        {
            // Renamed into place, so that it is never seen half-written.
            File.WriteAllText($"{announcement}.new", Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            File.Move($"{announcement}.new", announcement);
            Thread.Sleep(s_longest);
        }

        return start;
    }

    private static int WaitForAnnouncement(string announcement)
    {
        long start = Clock.Now;
        while (!File.Exists(announcement))
        {
            if (Clock.SecondsSince(start) > s_longest.TotalSeconds)
            {
                throw new TimeoutException("The task to be killed did not start.");
            }

            Thread.Sleep(5);
        }

        return int.Parse(File.ReadAllText(announcement), CultureInfo.InvariantCulture);
    }

    private static double KillPeer()
    {
        using RawSocketPeer peer = RawSocketPeer.Start();
        peer.RoundTrips(100);
        return peer.KillAndSeeTheEnd();
    }
}
