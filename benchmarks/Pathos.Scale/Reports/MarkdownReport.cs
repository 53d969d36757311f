using System.Text;

namespace Pathos.Scale.Reports;

/// <summary>The table as it is kept in the repository.</summary>
internal static class MarkdownReport
{
    public static string Compose(Results results)
    {
        var text = new StringBuilder("""
            # Results

            Written by `./bench`; every number was measured in that run. Each figure of ours and its baseline ran in turn, round after
            round, with 2 workers; the medians are shown. Ratios travel between machines better than times do.


            """);
        foreach ((string name, string value) in results.Machine.Lines(results.Python))
        {
            text.Append($"- {name}: {value}\n");
        }

        text.Append('\n');
        AppendRow(text, Results.Columns);
        AppendRow(text, [.. Results.Columns.Select(static _ => "---")]);
        foreach (string[] row in results.Rows)
        {
            AppendRow(text, row);
        }

        if (results.Limits.Any())
        {
            text.Append("\n## What falls short, and why\n\n");
            foreach ((string name, string limit) in results.Limits)
            {
                text.Append($"- **{name}.** {limit}\n");
            }
        }

        if (results.Points.Any())
        {
            text.Append("\n## Curves\n\nHow figures of ours change with one thing at a time. Times are medians of a few rounds.\n\n");
            AppendRow(text, ["point", "figure"]);
            AppendRow(text, ["---", "---"]);
            foreach ((string name, string figure) in results.Points)
            {
                AppendRow(text, [name, figure]);
            }
        }

        foreach (string failure in results.Failures)
        {
            text.Append($"\nNot measured: {failure}\n");
        }

        return text.ToString();
    }

    private static void AppendRow(StringBuilder text, IReadOnlyList<string> cells) => text.Append($"| {string.Join(" | ", cells)} |\n");
}
