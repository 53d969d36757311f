using System.Runtime;
using System.Text.Json;
using Pathos.Serialization;

namespace Pathos.Distributed;

/// <summary>Writes the runtime configuration of workers: the frameworks that this process runs on, and those of its settings that change what code does.</summary>
/// <remarks>Not the program's own configuration: file-based programs switch off what a worker needs, and a web program would bring its host along.</remarks>
internal static class RuntimeConfig
{
    public static string OfThisProcess()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("runtimeOptions");
            json.WriteString("tfm", $"net{Environment.Version.Major}.{Environment.Version.Minor}");
            json.WriteString("rollForward", "LatestPatch");
            json.WriteStartArray("frameworks");
            foreach ((string name, string version) in Frameworks())
            {
                json.WriteStartObject();
                json.WriteString("name", name);
                json.WriteString("version", version);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartObject("configProperties");
            json.WriteBoolean("System.GC.Server", GCSettings.IsServerGC);

            // Fresh memory costs more than a copy: what one batch gave back serves the next.
            json.WriteBoolean("System.GC.RetainVM", true);

            // A background collector would cost every worker a thread and help none that runs one task at a time.
            json.WriteBoolean("System.GC.Concurrent", false);
            if (AppContext.TryGetSwitch("System.Globalization.Invariant", out bool isInvariant) && isInvariant)
            {
                json.WriteBoolean("System.Globalization.Invariant", true);
            }

            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
    }

    /// <summary>The shared frameworks that this process loaded, by the folders <c>shared/NAME/VERSION</c> that its assemblies come from.</summary>
    private static List<(string Name, string Version)> Frameworks()
    {
        var found = new List<(string Name, string Version)> { ("Microsoft.NETCore.App", Environment.Version.ToString()) };
        string trusted = AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? "";
        foreach (string path in trusted.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            string? versionFolder = Path.GetDirectoryName(path);
            string? nameFolder = Path.GetDirectoryName(versionFolder);
            if (string.Equals(Path.GetFileName(Path.GetDirectoryName(nameFolder)), "shared", StringComparison.Ordinal))
            {
                string name = Path.GetFileName(nameFolder)!;
                if (found.TrueForAll(framework => !string.Equals(framework.Name, name, StringComparison.Ordinal)))
                {
                    found.Add((name, Path.GetFileName(versionFolder)!));
                }
            }
        }

        // A program that brings its own .NET has no such folders; its workers run on the same frameworks of the machine.
        IReadOnlyList<string> carried = FrameworkAssemblies.IsSelfContained ? SelfContainedFramework.NamesAndVersions : [];
        for (int i = 0; i < carried.Count; i += 2)
        {
            string name = carried[i];
            if (found.TrueForAll(framework => !string.Equals(framework.Name, name, StringComparison.Ordinal)))
            {
                found.Add((name, carried[i + 1]));
            }
        }

        return found;
    }
}
