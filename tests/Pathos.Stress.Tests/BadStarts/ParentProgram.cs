using System.Diagnostics;

namespace Pathos.Stress.Tests;

/// <summary>A copy of the program of Pathos.Distributed.Parent in a folder of its own, to be run by anybody and to lack things.</summary>
internal sealed class ParentProgram : IDisposable
{
    private const string Name = "Pathos.Distributed.Parent";
    private const UnixFileMode EverybodysFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private readonly string _root = Directory.CreateTempSubdirectory("pathos-parent-").FullName;

    public ParentProgram()
    {
        File.SetUnixFileMode(_root, EverybodysFolder);
        Folder = Directory.CreateDirectory(Path.Combine(_root, "program"), EverybodysFolder).FullName;
        Temporary = Directory.CreateDirectory(Path.Combine(_root, "tmp")).FullName;

        // Not with its creation, where the mask of this process would take some of it away. Everybody may write there, and rename only
        // what is his own.
        File.SetUnixFileMode(Temporary, EverybodysFolder | UnixFileMode.OtherWrite | UnixFileMode.StickyBit);

        // Neither Pathos.Testing nor a worker beside the program itself, which would serve where the worker's folder is missing: as a user's program is.
        string[] wanted = [Name + ".dll", Name + ".runtimeconfig.json", "Pathos.dll", "Pathos.Core.dll", "Pathos.Serialization.dll", "Pathos.Wire.dll", "Pathos.Launching.dll", "Pathos.Distributed.dll"];
        IEnumerable<string> logging = Directory.GetFiles(AppContext.BaseDirectory, "Microsoft.Extensions.*.dll").Select(static path => Path.GetFileName(path)!);
        foreach (string file in wanted.Concat(logging))
        {
            File.Copy(Path.Combine(AppContext.BaseDirectory, file), Path.Combine(Folder, file));
        }

        Directory.CreateDirectory(WorkerFolder, EverybodysFolder);
        foreach (string file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "pathos-worker")))
        {
            File.Copy(file, Path.Combine(WorkerFolder, Path.GetFileName(file)));
        }
    }

    public static string Dotnet { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", "..", "dotnet"));

    public string Folder { get; }

    /// <summary>Gets the folder for temporary files of the program, where only it puts any.</summary>
    public string Temporary { get; }

    public string WorkerFolder => Path.Combine(Folder, "pathos-worker");

    /// <summary>Makes a runtime of its own, which can be taken away without taking it from others.</summary>
    /// <returns>Its program <c>dotnet</c>.</returns>
    public string CopyRuntime()
    {
        string real = Path.GetDirectoryName(Dotnet)!;
        string framework = Path.Combine("shared", "Microsoft.NETCore.App", Path.GetFileName(Path.GetDirectoryName(typeof(object).Assembly.Location))!);
        string root = Path.Combine(_root, "runtime");
        foreach (string part in new[] { framework, Path.Combine("host", "fxr") })
        {
            foreach (string file in Directory.GetFiles(Path.Combine(real, part), "*", SearchOption.AllDirectories))
            {
                string copy = Path.Combine(root, Path.GetRelativePath(real, file));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(file, copy);
            }
        }

        string dotnet = Path.Combine(root, "dotnet");
        File.Copy(Dotnet, dotnet);
        return dotnet;
    }

    /// <summary>Runs the program to its end and returns what it printed.</summary>
    /// <param name="wrapper">What starts it, with its arguments; the program and its arguments follow.</param>
    public async Task<string> RunAsync(string[] wrapper, string[] arguments, IReadOnlyDictionary<string, string?>? environment = null, string? dotnet = null)
    {
        string[] line = [.. wrapper, dotnet ?? Dotnet, "exec", Path.Combine(Folder, Name + ".dll"), .. arguments];
        var start = new ProcessStartInfo(line[0], line[1..]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        start.Environment["TMPDIR"] = Temporary;
        foreach ((string name, string? value) in environment ?? new Dictionary<string, string?>(StringComparer.Ordinal))
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            Task<string> errors = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync().Soon();
            return $"{await output}{await errors}exit {process.ExitCode}";
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
