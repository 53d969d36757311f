namespace Pathos.Launching;

/// <summary>Finds the <c>dotnet</c> program that runs workers.</summary>
internal static class DotnetHost
{
    private static string FileName => OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";

    /// <exception cref="PoolOpenException">There is none.</exception>
    public static string Find(string? wanted)
    {
        if (wanted is not null)
        {
            return File.Exists(wanted)
                ? wanted
                : throw new PoolOpenException($"ProcessPoolOptions.DotnetPath names '{wanted}', which is not a file.");
        }

        string[] found = [.. Candidates().OfType<string>().Where(File.Exists)];

        // A program that brings its own runtime may meet a host of other versions first.
        return Array.Find(found, HasFramework) ?? found.FirstOrDefault() ?? throw new PoolOpenException(
            "Worker processes need the program 'dotnet', and it is neither beside the running framework, nor in DOTNET_ROOT, PATH, " +
            "the place that /etc/dotnet names, or a usual folder. Install the .NET runtime, or set ProcessPoolOptions.DotnetPath.");
    }

    private static IEnumerable<string?> Candidates()
    {
        string? own = Environment.ProcessPath;
        yield return string.Equals(Path.GetFileName(own), FileName, StringComparison.OrdinalIgnoreCase) ? own : null;

        // The framework lies in <root>/shared/<name>/<version>: its own root is the surest to have the version that this process runs on.
        if (Path.GetDirectoryName(typeof(object).Assembly.Location) is { Length: > 0 } framework)
        {
            yield return Path.GetFullPath(Path.Combine(framework, "..", "..", "..", FileName));
        }

        yield return InFolder(Environment.GetEnvironmentVariable("DOTNET_ROOT"));
        yield return InFolder(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { } host ? Path.GetDirectoryName(host) : null);
        foreach (string folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            yield return InFolder(folder);
        }

        foreach (string folder in InstallLocations.All())
        {
            yield return InFolder(folder);
        }
    }

    /// <summary>Whether a host has a framework of the version that this process runs on. A link leads to the folder that the host itself
    /// looks in.</summary>
    private static bool HasFramework(string host) => new SharedFrameworks(host, ["Microsoft.NETCore.App"]).AreThere;

    private static string? InFolder(string? folder) => string.IsNullOrEmpty(folder) ? null : Path.Combine(folder, FileName);
}
