using System.Text;
using System.Text.RegularExpressions;

namespace Pathos.Docs.Tests;

/// <summary>A markdown page, as far as the tests read it: its fenced blocks, its preamble, its headings and links.</summary>
internal sealed partial class DocPage
{
    private const string PreambleStart = "<!-- csharp";
    private const string PreambleEnd = "-->";

    private readonly List<DocBlock> _blocks = [];
    private readonly List<(int Line, string Text)> _prose = [];

    public DocPage(string path, string markdown)
    {
        Path = path;
        Parse(markdown.ReplaceLineEndings("\n").Split('\n'));
    }

    /// <summary>Gets the path from the root of the repository.</summary>
    public string Path { get; }

    public IReadOnlyList<DocBlock> Blocks => _blocks;

    /// <summary>Gets the hidden declarations that the fragments of this page may use, or null when there are none.</summary>
    public DocBlock? Preamble { get; private set; }

    /// <summary>Gets where the links lead that a reader can follow, outside of code.</summary>
    public IEnumerable<(int Line, string Target)> Links =>
        from line in _prose
        from match in Link.Matches(InlineCode.Replace(line.Text, ""))
        select (line.Line, match.Groups["target"].Value);

    /// <summary>Gets the anchors that a link to this page may name.</summary>
    public IEnumerable<string> Anchors => _prose.Where(static line => line.Text.StartsWith('#')).Select(static line => AnchorOf(line.Text.TrimStart('#').Trim()));

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link { get; }

    [GeneratedRegex("`[^`]*`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex InlineCode { get; }

    [GeneratedRegex(@"^\s*(?<fence>`{3,}|~{3,})(?<info>[^`]*)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Fence { get; }

    private static string AnchorOf(string heading) =>
        string.Concat(heading.ToLowerInvariant().Where(static c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_').Select(static c => c == ' ' ? '-' : c));

    private void Parse(string[] lines)
    {
        for (int i = 0; i < lines.Length; i++)
        {
            if (Fence.Match(lines[i]) is { Success: true } opening)
            {
                string fence = opening.Groups["fence"].Value;
                DocBlock block = Take(lines, i + 1, opening.Groups["info"].Value.Trim(), line => line.Trim() == fence);
                _blocks.Add(block);
                i = EndOf(block);
            }
            else if (lines[i].Trim() == PreambleStart)
            {
                Preamble = Preamble is null ? Take(lines, i + 1, "preamble", static line => line.Trim() == PreambleEnd) : throw new FormatException($"{Path}:{i + 1}: a page has one preamble.");
                i = EndOf(Preamble);
            }
            else
            {
                _prose.Add((i + 1, lines[i]));
            }
        }
    }

    private DocBlock Take(string[] lines, int start, string info, Func<string, bool> ends)
    {
        StringBuilder text = new();
        for (int i = start; i < lines.Length; i++)
        {
            if (ends(lines[i]))
            {
                return new DocBlock(Path, start + 1, info, text.ToString());
            }

            text.Append(lines[i]).Append('\n');
        }

        throw new FormatException($"{Path}:{start}: what begins here does not end.");
    }

    /// <summary>The index of the line that closes a block.</summary>
    private static int EndOf(DocBlock block) => block.Line - 1 + block.Text.Count(static c => c == '\n');
}
