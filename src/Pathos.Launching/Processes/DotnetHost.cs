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
            return File.Exists(wanted) ? wanted : throw new PoolOpenException($"ProcessPoolOptions.DotnetPath names '{wanted}', which is no file.");
        }

        foreach (string? candidate in Candidates())
        {
            if (candidate is not null && File.Exists(candidate))
            {
                return candidate;
            }
        }

        throw new PoolOpenException("Worker processes need the program 'dotnet', and it is neither beside the running framework, nor in DOTNET_ROOT, nor in PATH. Install the .NET runtime, or set ProcessPoolOptions.DotnetPath.");
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
    }

    private static string? InFolder(string? folder) => string.IsNullOrEmpty(folder) ? null : Path.Combine(folder, FileName);
}
