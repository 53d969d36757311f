using System.Runtime;
using Pathos.Serialization;

namespace Pathos.Distributed;

/// <summary>Writes the runtime configuration of workers: the frameworks that this process runs on, and those of its settings that change what code does.</summary>
/// <remarks>Not the program's own configuration: file-based programs switch off what a worker needs, and a web program would bring its host along.</remarks>
internal static class RuntimeConfig
{
    /// <summary>The same for workers of another host, where a later or earlier patch of the same runtime does as well.</summary>
    public static string OfOtherHosts() => Write(Frameworks().Select(static framework => (framework.Name, FirstPatchOf(framework.Version))));

    /// <summary>The configuration of a node, which needs nothing but the runtime.</summary>
    public static string OfNodes() => Write([("Microsoft.NETCore.App", FirstPatchOf(Environment.Version.ToString()))]);

    public static string OfThisProcess() => Write(Frameworks());

    /// <summary>Gets the names of the shared frameworks that workers run on.</summary>
    public static IEnumerable<string> FrameworkNames => Frameworks().Select(static framework => framework.Name);

    private static string FirstPatchOf(string version) => string.Join('.', version.Split('.').Take(2)) + ".0";

    /// <remarks>Written as text, by hand: a program that opens a pool first of all would wait for the library of JSON to be loaded. Nothing in it needs escaping:
    /// names and versions of frameworks are names of folders that the runtime itself found by such a file.</remarks>
    private static string Write(IEnumerable<(string Name, string Version)> wanted)
    {
        string frameworks = string.Join(", ", wanted.Select(static framework => $$"""{ "name": "{{framework.Name}}", "version": "{{framework.Version}}" }"""));
        string invariant = AppContext.TryGetSwitch("System.Globalization.Invariant", out bool isInvariant) && isInvariant ? """, "System.Globalization.Invariant": true""" : "";

        // RetainVM: fresh memory costs more than a copy, so what one batch gave back serves the next.
        // Concurrent: a background collector would cost every worker a thread and help none that runs one task at a time.
        return $$"""
            {
              "runtimeOptions": {
                "tfm": "net{{Environment.Version.Major}}.{{Environment.Version.Minor}}",
                "rollForward": "LatestPatch",
                "frameworks": [ {{frameworks}} ],
                "configProperties": {
                  "System.GC.Server": {{(GCSettings.IsServerGC ? "true" : "false")}},
                  "System.GC.RetainVM": true,
                  "System.GC.Concurrent": false{{invariant}}
                }
              }
            }

            """;
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
