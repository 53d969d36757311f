using System.Text.Json;

namespace Pathos.Serialization;

/// <summary>The framework of a program that brings its own: which of the assemblies beside it, or inside it, are .NET's.
/// Its list of dependencies tells.</summary>
/// <remarks>Names and signing keys do not: many packages are Microsoft's too, and a worker on the machine's .NET lacks them.</remarks>
internal static class SelfContainedFramework
{
    private const string Pack = "runtimepack.";
    private const string PackEnd = ".Runtime.";

    private static readonly Lazy<Contents?> s_contents = new(Read);

    /// <summary>Tells whether the framework has an assembly of this name; null where no list tells.</summary>
    public static bool? HasName(string name) => s_contents.Value?.Assemblies.Contains(name);

    /// <summary>Gets the names of the shared frameworks that the program carries, each with its version, in turn.</summary>
    public static IReadOnlyList<string> NamesAndVersions => s_contents.Value?.Frameworks ?? [];

    private static Contents? Read()
    {
        byte[]? list = SingleFileBundle.FindDependencyList();
        string? path = (AppContext.GetData("APP_CONTEXT_DEPS_FILES") as string)?.Split(';')[0];
        if (list is null && File.Exists(path))
        {
            list = File.ReadAllBytes(path);
        }

        return list is null ? null : Parse(list);
    }

    private static Contents Parse(byte[] list)
    {
        var assemblies = new HashSet<string>(StringComparer.Ordinal);
        var frameworks = new List<string>();

        // Editors and tools put a byte order mark in front of text files. The mark is not JSON.
        using JsonDocument document = JsonDocument.Parse(list.AsMemory(list is [0xEF, 0xBB, 0xBF, ..] ? 3 : 0));
        foreach (JsonProperty target in document.RootElement.GetProperty("targets").EnumerateObject())
        {
            foreach (JsonProperty library in target.Value.EnumerateObject())
            {
                if (!library.Name.StartsWith(Pack, StringComparison.Ordinal)
                    || !library.Value.TryGetProperty("runtime", out JsonElement files))
                {
                    continue;
                }

                // runtimepack.Microsoft.NETCore.App.Runtime.linux-x64/10.0.1
                int end = library.Name.IndexOf(PackEnd, StringComparison.Ordinal);
                if (end > 0)
                {
                    frameworks.Add(library.Name[Pack.Length..end]);
                    frameworks.Add(library.Name[(library.Name.IndexOf('/', StringComparison.Ordinal) + 1)..]);
                }

                foreach (JsonProperty file in files.EnumerateObject())
                {
                    assemblies.Add(Path.GetFileNameWithoutExtension(file.Name));
                }
            }
        }

        return new Contents(assemblies, frameworks);
    }

    private sealed record Contents(HashSet<string> Assemblies, List<string> Frameworks);
}
