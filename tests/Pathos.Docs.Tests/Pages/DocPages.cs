using System.Reflection;

namespace Pathos.Docs.Tests;

/// <summary>The pages of the repository.</summary>
internal static class DocPages
{
    private static readonly string s_root = typeof(DocPages).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static item => item.Key == "RepoRoot").Value!;

    /// <summary>Gets the readme and everything under docs.</summary>
    public static IReadOnlyList<DocPage> All { get; } =
    [
        .. Directory.EnumerateFiles(PathOf("docs"), "*.md", SearchOption.AllDirectories)
            .Append(PathOf("README.md"))
            .Order(StringComparer.Ordinal)
            .Select(static path => new DocPage(Path.GetRelativePath(s_root, path), File.ReadAllText(path))),
    ];

    /// <summary>Gets the pages whose code is compiled. Those on the design show sketches and bytes, for readers of the sources.</summary>
    public static IEnumerable<DocPage> ForUsers => All.Where(static page => !page.Path.StartsWith("docs/design/", StringComparison.Ordinal));

    public static DocPage Get(string path) => All.Single(page => page.Path == path);

    public static string PathOf(string path) => Path.Combine(s_root, path);
}
