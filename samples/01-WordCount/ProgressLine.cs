namespace Pathos.Samples.WordCount;

/// <summary>Shows how far a run has come: one line rewritten in place on a terminal, a line every quarter of the way elsewhere.</summary>
/// <remarks>Unlike <see cref="Progress{T}"/> it writes where it is told, on the thread that tells it, so that reports never overtake each other.</remarks>
internal sealed class ProgressLine(string label) : IProgress<MapProgress>
{
    private const int BarWidth = 30;
    private int _quarters;

    public void Report(MapProgress value)
    {
        double share = value.Total is > 0 and { } total ? (double)value.Completed / total : 0;
        if (!Console.IsOutputRedirected)
        {
            Rewrite(value.IsFinal ? "" : $"  {label,-22} {Bar(share)} {value.Completed,5} of {value.Total} files");
        }
        else if ((int)(share * 4) > _quarters)
        {
            _quarters = (int)(share * 4);
            Console.WriteLine($"  {label,-22} {value.Completed,5} of {value.Total} files");
        }
    }

    private static string Bar(double share)
    {
        int full = (int)(share * BarWidth);
        return $"[{new string('#', full)}{new string('.', BarWidth - full)}]";
    }

    private static void Rewrite(string line) => Console.Write($"\r{line,-79}\r{line}");
}
