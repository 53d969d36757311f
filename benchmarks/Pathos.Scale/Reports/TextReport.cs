namespace Pathos.Scale.Reports;

/// <summary>The table as a person reads it on a terminal.</summary>
internal static class TextReport
{
    public static void Write(TextWriter output, Results results)
    {
        foreach ((string name, string value) in results.Machine.Lines(results.Python))
        {
            output.WriteLine($"{name + ":",-15}{value}");
        }

        output.WriteLine();
        string[][] rows = [[.. Results.Columns], .. results.Rows];
        int[] widths = [.. Results.Columns.Select((_, column) => rows.Max(row => row[column].Length))];
        foreach (string[] row in rows)
        {
            output.WriteLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }

        int pointWidth = results.Points.Select(static point => point.Name.Length).DefaultIfEmpty().Max();
        foreach ((string name, string figure) in results.Points)
        {
            output.WriteLine($"{name.PadRight(pointWidth)}  {figure}");
        }

        foreach (string failure in results.Failures)
        {
            output.WriteLine($"not measured: {failure}");
        }
    }
}
