using Pathos.Launching;
using Pathos.Serialization;

namespace Pathos.Distributed;

/// <summary>The assemblies that this program runs with in place of the framework's, as files for the workers of this machine.</summary>
internal static class LocalOverrides
{
    /// <param name="dotnetPath">The program that runs the workers; null to find it.</param>
    /// <param name="folder">Where what lies inside the program's single file is written to.</param>
    /// <exception cref="PoolOpenException">No program is there that could run workers.</exception>
    public static IReadOnlyList<OverridingFile> Find(string? dotnetPath, RuntimeFolder folder)
    {
        IReadOnlyCollection<OverridingAssembly> all = OverridingAssemblies.OfThisProgram;
        if (all.Count == 0)
        {
            return [];
        }

        // A program on the machine's .NET has seen itself what it replaces; one that brings its own has not seen the machine's.
        SharedFrameworks? frameworks = FrameworkAssemblies.IsSelfContained
            ? new SharedFrameworks(DotnetHost.Find(dotnetPath), RuntimeConfig.FrameworkNames)
            : null;
        return [.. all.Where(assembly => frameworks?.MayHave(assembly.Name) != false).Select(assembly => new OverridingFile(assembly.Name, assembly.Path ?? Extract(assembly, folder)))];
    }

    private static string Extract(OverridingAssembly assembly, RuntimeFolder folder)
    {
        string path = Path.Combine(Directory.CreateDirectory(folder.CodePath).FullName, assembly.Name + ".dll");
        File.WriteAllBytes(path, assembly.Read());
        return path;
    }
}
