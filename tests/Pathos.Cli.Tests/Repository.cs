namespace Pathos.Cli.Tests;

/// <summary>The folder that these tests were built in.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Pathos.slnx")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }
}
