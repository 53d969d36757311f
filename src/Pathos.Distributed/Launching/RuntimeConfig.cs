using System.Runtime;
using System.Text;
using Pathos.Serialization;

namespace Pathos.Distributed;

/// <summary>Writes the runtime configuration of workers: the frameworks that this process runs on, and those of its settings that change
/// what code does.</summary>
/// <remarks>Not the program's own configuration as it is: file-based programs switch off what a worker needs, and what the program set
/// itself stands in no file.</remarks>
internal static class RuntimeConfig
{
    /// <summary>The same for workers of another host, where a later or earlier patch of the same runtime does as well.</summary>
    /// <param name="settings">Switches and texts of <see cref="AppContext"/>.</param>
    public static string OfOtherHosts(IEnumerable<KeyValuePair<string, string>> settings) =>
        Write(Frameworks().Select(static framework => (framework.Name, FirstPatchOf(framework.Version))), settings);

    /// <summary>The configuration of a node, which needs nothing but the runtime.</summary>
    public static string OfNodes() => Write([("Microsoft.NETCore.App", FirstPatchOf(Environment.Version.ToString()))], []);

    /// <summary>The configuration of workers on this machine.</summary>
    /// <param name="settings">Switches and texts of <see cref="AppContext"/>.</param>
    public static string OfThisMachine(IEnumerable<KeyValuePair<string, string>> settings) => Write(Frameworks(), settings);

    /// <summary>Gets the names of the shared frameworks that workers run on.</summary>
    public static IEnumerable<string> FrameworkNames => Frameworks().Select(static framework => framework.Name);

    private static string FirstPatchOf(string version) => string.Join('.', version.Split('.').Take(2)) + ".0";

    /// <remarks>Written as text, by hand: a program that opens a pool first of all would wait for the library of JSON to be loaded. Names
    /// and versions of
    /// frameworks need no escaping: they are names of folders that the runtime itself found by such a file.</remarks>
    private static string Write(IEnumerable<(string Name, string Version)> wanted, IEnumerable<KeyValuePair<string, string>> settings)
    {
        string frameworks = string.Join(", ", wanted.Select(static framework => $$"""{ "name": "{{framework.Name}}", "version": "{{framework.Version}}" }"""));
        string switches = string.Concat(settings.Select(static setting => $",\n      {Quote(setting.Key)}: {Quote(setting.Value)}"));

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
                  "System.GC.Concurrent": false{{switches}}
                }
              }
            }

            """;
    }

    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (char next in text)
        {
            quoted.Append(next switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                < ' ' => $"\\u{(int)next:x4}",
                _ => next.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>The shared frameworks that this process loaded, by the folders <c>shared/NAME/VERSION</c> that its assemblies come
    /// from.</summary>
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
