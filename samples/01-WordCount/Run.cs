using System.Diagnostics;

namespace Pathos.Samples.WordCount;

/// <summary>What one kind of pool made of the files, and how long it took.</summary>
/// <param name="Opening">Until every worker was ready.</param>
/// <param name="FirstRun">The first time, when the code is still being compiled.</param>
/// <param name="Time">The second time.</param>
internal sealed record Run(string Kind, int Workers, IReadOnlyList<FileWords> Files, TimeSpan Opening, TimeSpan FirstRun, TimeSpan Time)
{
    /// <summary>Opens a pool and counts twice on it.</summary>
    public static async Task<Run> MeasureAsync(string kind, Func<Pool> open, Func<Pool, IProgress<MapProgress>, Task<FileWords[]>> count)
    {
        long start = Stopwatch.GetTimestamp();
        await using Pool pool = open();
        await pool.ReadyAsync();
        TimeSpan opening = Stopwatch.GetElapsedTime(start);

        start = Stopwatch.GetTimestamp();
        FileWords[] first = await count(pool, new ProgressLine($"{kind}, first run"));
        TimeSpan firstRun = Stopwatch.GetElapsedTime(start);

        start = Stopwatch.GetTimestamp();
        FileWords[] second = await count(pool, new ProgressLine($"{kind}, second run"));
        TimeSpan time = Stopwatch.GetElapsedTime(start);

        return HaveSameWords(first, second)
            ? new Run(kind, pool.WorkerCount, second, opening, firstRun, time)
            : throw new InvalidDataException($"Two runs on {kind} differ. Does something write to the files?");
    }

    public bool HasSameWordsAs(IReadOnlyList<FileWords> files) => HaveSameWords(Files, files);

    private static bool HaveSameWords(IReadOnlyList<FileWords> one, IReadOnlyList<FileWords> other) =>
        one.Count == other.Count && one.Zip(other).All(static pair => pair.First.IsSameAs(pair.Second));
}
