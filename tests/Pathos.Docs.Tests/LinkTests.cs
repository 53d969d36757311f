namespace Pathos.Docs.Tests;

/// <summary>A link inside the repository leads somewhere.</summary>
public sealed class LinkTests
{
    public static TheoryData<string> Pages => [.. DocPages.All.Select(static page => page.Path)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void RelativeLinks_OfAPage_LeadSomewhere(string path)
    {
        DocPage page = DocPages.Get(path);

        Faults.AssertNone(page.Links.Where(link => !IsElsewhere(link.Target) && !Exists(page, link.Target)).Select(link => $"{path}:{link.Line}: {link.Target} leads nowhere."));
    }

    private static bool IsElsewhere(string target) => target.Contains("://", StringComparison.Ordinal) || target.StartsWith("mailto:", StringComparison.Ordinal);

    private static bool Exists(DocPage page, string target)
    {
        string[] parts = target.Split('#', 2);
        string path = parts[0].Length == 0 ? page.Path : Path.Combine(Path.GetDirectoryName(page.Path)!, parts[0]);
        string full = Path.GetFullPath(DocPages.PathOf(path));
        if (!File.Exists(full) && !Directory.Exists(full))
        {
            return false;
        }

        // Anchors are known of pages only.
        return parts.Length == 1 || (full.EndsWith(".md", StringComparison.Ordinal) && AnchorsOf(full).Contains(parts[1], StringComparer.Ordinal));
    }

    private static IEnumerable<string> AnchorsOf(string full) => new DocPage(full, File.ReadAllText(full)).Anchors;
}
