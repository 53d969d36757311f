using System.Runtime.InteropServices;

namespace Pathos.Launching;

/// <summary>The folders where .NET is installed on this machine, by what installers leave there. They need nothing of the
/// environment.</summary>
internal static class InstallLocations
{
    private static readonly string[] s_usual =
    [
        "/usr/share/dotnet", "/usr/lib/dotnet", "/usr/lib64/dotnet", "/usr/local/share/dotnet", "/usr/local/lib/dotnet", "/opt/dotnet",
        "/snap/dotnet-sdk/current", "/var/snap/dotnet/common/dotnet",
    ];

    public static IEnumerable<string> All()
    {
        if (OperatingSystem.IsWindows())
        {
            yield return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "dotnet");
            yield break;
        }

        string architecture = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        foreach (string file in new[] { $"/etc/dotnet/install_location_{architecture}", "/etc/dotnet/install_location" })
        {
            if (FirstLine(file) is { Length: > 0 } folder)
            {
                yield return folder;
            }
        }

        foreach (string folder in s_usual)
        {
            yield return folder;
        }

        // Where the script of dotnet.microsoft.com installs it. Without HOME the system's list of users says where that is.
        if (Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { Length: > 0 } home)
        {
            yield return Path.Combine(home, ".dotnet");
        }
    }

    private static string? FirstLine(string file)
    {
        try
        {
            return File.ReadLines(file).FirstOrDefault()?.Trim();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Most systems have none.
            return null;
        }
    }
}
