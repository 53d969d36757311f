namespace Pathos.Samples.WordCount;

/// <summary>The words a person reads at the end.</summary>
internal static class Report
{
    private const int TopWords = 12;

    public static void Times(IReadOnlyList<Run> runs, long bytes)
    {
        Console.WriteLine("  backend     workers   files   opening   first run   seconds     MB/s   speed-up");
        foreach (Run run in runs)
        {
            Console.WriteLine(
                $"  {run.Kind,-10} {run.Workers,8} {run.Files.Count,7} {run.Opening.TotalSeconds,8:F3}s {run.FirstRun.TotalSeconds,10:F3}s "
                + $"{run.Time.TotalSeconds,8:F3}s {bytes / 1e6 / run.Time.TotalSeconds,8:F1} {runs[0].Time / run.Time,9:F2}x");
        }

        Console.WriteLine("  (seconds, MB/s and speed-up are of the second run; in the first the code is still being compiled)");
    }

    public static void Words(IReadOnlyList<FileWords> files)
    {
        Dictionary<string, long> totals = Merge(files);
        Console.WriteLine($"  {totals.Values.Sum():N0} words, {totals.Count:N0} different ones. The most frequent:");
        foreach ((string word, long count) in totals.OrderByDescending(static word => word.Value).ThenBy(static word => word.Key, StringComparer.Ordinal).Take(TopWords))
        {
            Console.WriteLine($"  {count,10:N0}  {word}");
        }
    }

    private static Dictionary<string, long> Merge(IReadOnlyList<FileWords> files)
    {
        var totals = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach ((string word, int count) in files.SelectMany(static file => file.Counts))
        {
            totals[word] = totals.GetValueOrDefault(word) + count;
        }

        return totals;
    }
}
