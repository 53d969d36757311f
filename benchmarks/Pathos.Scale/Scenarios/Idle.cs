using System.Diagnostics;
using System.Globalization;
using Pathos.Scale.Children;

namespace Pathos.Scale.Scenarios;

/// <summary>A pool that has nothing to do.</summary>
internal sealed class Idle : Scenario
{
    // Processor time is counted in hundredths of a second: less than this cannot be told from nothing in the seconds that we watch.
    private const double AboutNothing = 0.005;

    // The runtimes compile in the background for a moment what was just used.
    private static readonly TimeSpan s_settling = TimeSpan.FromSeconds(3);

    public override string Name => "idle";

    public override string Description => "processor time of an idle program with a pool of 2 worker processes";

    public override IReadOnlyList<Measure> Run(Settings settings)
    {
        using Process program = Child.Start(IdleChild.Name);
        string processes = program.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The idle program ended; its complaint stands above.");
        int[] ids = [.. processes.Split(' ').Select(static id => int.Parse(id, CultureInfo.InvariantCulture))];
        Thread.Sleep(s_settling);

        ProcessActivity before = ProcessActivity.Of(ids);
        long start = Clock.Now;
        Thread.Sleep(TimeSpan.FromSeconds(settings.Count(10, 4)));
        double seconds = Clock.SecondsSince(start);
        ProcessActivity after = ProcessActivity.Of(ids);

        program.StandardInput.Close();
        program.WaitForExit();
        return
        [
            new("Idle pool and workers", Figure.Share((after.CpuSeconds - before.CpuSeconds) / seconds), null, Budget.AtMost(Figure.Share(AboutNothing))),
            new("Idle pool and workers: threads woken", Figure.PerSecond(after.WakeUpsSince(before) / seconds), null, Budget.None),
        ];
    }
}
