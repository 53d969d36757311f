using System.Diagnostics;

namespace Pathos;

/// <summary>The system's programs that fixtures are made of.</summary>
internal static class SystemProgram
{
    /// <param name="program">Its name.</param>
    /// <param name="package">What it is a part of.</param>
    /// <exception cref="InvalidOperationException">It is not installed.</exception>
    public static string Find(string program, string package)
    {
        // Programs of administrators lie in folders that are not on everybody's path.
        string[] folders = [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries), "/usr/local/sbin", "/usr/sbin", "/sbin"];
        return folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException($"The program '{program}' is not installed, and these tests need the real one. Run eng/install-components as root, or install {package}.");
    }

    /// <summary>Runs a program to its end, without a shell.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message has what it said.</exception>
    public static async Task RunAsync(string path, params IReadOnlyList<string> arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(path, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
        await EndAsync(process, path, arguments).ConfigureAwait(false);
    }

    /// <summary>The same, and gets what it printed.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message has what it said.</exception>
    public static async Task<string> ReadAsync(string path, params IReadOnlyList<string> arguments)
    {
        using Process process = Process.Start(
            new ProcessStartInfo(path, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        await EndAsync(process, path, arguments).ConfigureAwait(false);
        return await output.ConfigureAwait(false);
    }

    private static async Task EndAsync(Process process, string path, IReadOnlyList<string> arguments)
    {
        string errors = await process.StandardError.ReadToEndAsync().ConfigureAwait(false);
        await process.WaitForExitAsync().ConfigureAwait(false);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"'{Path.GetFileName(path)} {string.Join(' ', arguments)}' failed: {errors.Trim()}");
        }
    }
}
