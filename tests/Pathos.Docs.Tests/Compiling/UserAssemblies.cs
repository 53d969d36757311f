namespace Pathos.Docs.Tests;

/// <summary>The assemblies beside these tests that a user's program has too: the library's and what it needs, not the tests' own.</summary>
internal static class UserAssemblies
{
    private static readonly string s_tests = typeof(UserAssemblies).Assembly.GetName().Name + ".dll";

    public static IEnumerable<string> Paths => Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll").Where(static path =>
    {
        string name = Path.GetFileName(path);
        return name != s_tests && (name.StartsWith("Pathos", StringComparison.Ordinal) || name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal));
    });

    public static IEnumerable<string> Framework => ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
        .Where(static path => Path.GetDirectoryName(path) == Path.GetDirectoryName(typeof(object).Assembly.Location));
}
