using System.Text;
using System.Text.Json;

namespace Pathos.Launching;

/// <summary>The list of assemblies that a worker process is started with, where it shall load others than the framework's own.</summary>
/// <remarks>
/// Without such a list the runtime's host takes the worker's folder and the framework. With one, it takes the higher of two versions.
/// Which one is right was decided when the program started, so the list claims a version that no framework has. The host reads versions
/// from lists only; the assembly that is loaded keeps its own.
/// </remarks>
internal sealed class WorkerDependencies
{
    private const string HighestVersion = "65535.65535.65535.65535";

    private static readonly WorkerDependencies s_none = new([]);

    private WorkerDependencies(IReadOnlyList<string> arguments) => Arguments = arguments;

    /// <summary>Gets what the program <c>dotnet exec</c> is told besides the runtime configuration.</summary>
    public IReadOnlyList<string> Arguments { get; }

    /// <summary>Writes the list; none where nothing is overridden, because reading one makes a start slower.</summary>
    /// <exception cref="PoolOpenException">The worker program is not there, or the list could not be written.</exception>
    public static WorkerDependencies Write(string path, IReadOnlyList<OverridingFile> overrides)
    {
        if (overrides.Count == 0)
        {
            return s_none;
        }

        var files = new Dictionary<string, Entry>(StringComparer.OrdinalIgnoreCase);
        foreach (string own in Directory.GetFiles(Path.GetDirectoryName(Path.GetFullPath(WorkerFolder.FindProgram()))!, "*.dll"))
        {
            files[Path.GetFileNameWithoutExtension(own)] = new Entry(own, IsOverride: false);
        }

        foreach (OverridingFile file in overrides)
        {
            files[file.Name] = new Entry(Path.GetFullPath(file.Path), IsOverride: true);
        }

        try
        {
            File.WriteAllText(path, Describe(files.Values));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new PoolOpenException($"The pool could not write the list of assemblies of its workers, '{path}': {error.Message.TrimEnd('.')}. Let TMPDIR name a folder that this user may write to and that has room.", error);
        }

        var arguments = new List<string> { "--depsfile", path };
        foreach (string root in files.Values.Select(static file => Path.GetPathRoot(file.Path)!).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            arguments.Add("--additionalprobingpath");
            arguments.Add(root);
        }

        return new WorkerDependencies(arguments);
    }

    /// <remarks>A file is found below a probing path, in the folder of its library. The probing paths are the roots of the file system, so
    /// a folder is any folder.</remarks>
    private static string Describe(IReadOnlyCollection<Entry> files)
    {
        var targets = new StringBuilder();
        var libraries = new StringBuilder();
        int number = 0;
        foreach ((string path, bool isOverride) in files)
        {
            string separator = number == 0 ? "" : ",\n";
            string versions = isOverride ? $"\"assemblyVersion\": \"{HighestVersion}\", \"fileVersion\": \"{HighestVersion}\"" : "";
            targets.Append(separator).Append($$"""    "file{{number}}/1": { "runtime": { "{{Escape(Path.GetFileName(path))}}": { {{versions}} } } }""");
            libraries.Append(separator).Append($$"""  "file{{number}}/1": { "type": "package", "serviceable": false, "sha512": "", "path": "{{Escape(FolderBelowRoot(path))}}" }""");
            number++;
        }

        string name = $".NETCoreApp,Version=v{Environment.Version.Major}.{Environment.Version.Minor}";
        return $$"""
            {
            "runtimeTarget": { "name": "{{name}}" },
            "targets": { "{{name}}": {
            {{targets}}
            } },
            "libraries": {
            {{libraries}}
            }
            }

            """;
    }

    private static string FolderBelowRoot(string path) =>
        Path.GetDirectoryName(path)![Path.GetPathRoot(path)!.Length..].Replace(Path.DirectorySeparatorChar, '/');

    private static string Escape(string text) => JsonEncodedText.Encode(text).ToString();

    private sealed record Entry(string Path, bool IsOverride);
}
