using System.Text.RegularExpressions;

namespace Pathos.Docs.Tests;

/// <summary>What a page says that a program prints: the block of text right after it. A <c>…</c> in it stands for what differs from run to run.</summary>
internal static class ExpectedOutput
{
    /// <summary>Finds the output that a page shows for a program, or null when it shows none.</summary>
    public static DocBlock? Of(DocPage page, DocBlock program) =>
        page.Blocks.SkipWhile(block => block != program).Skip(1).Take(1).SingleOrDefault(static block => block.Info == "text");

    public static bool Matches(string expected, string actual) =>
        Regex.IsMatch(Trimmed(actual), "^" + Regex.Escape(Trimmed(expected)).Replace("…", "[^\n]*?", StringComparison.Ordinal) + "$", RegexOptions.None, TestTimeouts.Unexpected);

    private static string Trimmed(string text) => string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(static line => line.TrimEnd())).TrimEnd();
}
