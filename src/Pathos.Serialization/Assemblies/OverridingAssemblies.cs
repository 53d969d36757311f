using System.Reflection;
using System.Runtime.Loader;

namespace Pathos.Serialization;

/// <summary>What this program runs with in place of the framework's own: packages that are newer than the framework, or of the
/// same version and a later build.</summary>
/// <remarks>
/// The host decided it when the program started, by versions. Here only its decision is read: the files that it
/// trusts, and what the single file holds. A worker has to be started with the same files, because a process cannot
/// change its mind about the framework's later.
/// </remarks>
internal static class OverridingAssemblies
{
    private static readonly Lazy<Dictionary<string, OverridingAssembly>> s_all = new(Find);

    /// <summary>Gets all of them. For a program that brings its own .NET, all that does not belong to that .NET: which framework its
    /// workers run on is known later.</summary>
    public static IReadOnlyCollection<OverridingAssembly> OfThisProgram => s_all.Value.Values;

    /// <summary>Tells whether the program brings an assembly of this name in place of the framework's.</summary>
    public static bool Contains(string name) => s_all.Value.ContainsKey(name);

    /// <summary>Tells whether a loaded assembly is one of them, and as the framework's is signed.</summary>
    public static bool Contains(Assembly assembly, string name) =>
        AssemblyLoadContext.GetLoadContext(assembly) == AssemblyLoadContext.Default && FrameworkAssemblies.HasFrameworkKey(assembly)
        && Contains(name);

    /// <summary>Gets the assembly if it is this build of one of them, loading it if it is not loaded yet; else
    /// null. It is the program's own file.</summary>
    public static Assembly? Load(AssemblyIdentity identity)
    {
        if (!Contains(identity.Name))
        {
            return null;
        }

        Assembly own = Assembly.Load(new AssemblyName(identity.Name));
        return own.ManifestModule.ModuleVersionId == identity.Mvid ? own : null;
    }

    private static Dictionary<string, OverridingAssembly> Find()
    {
        var found = new Dictionary<string, OverridingAssembly>(StringComparer.OrdinalIgnoreCase);
        foreach (string path in TrustedFiles.OfTheProgram)
        {
            string name = Path.GetFileNameWithoutExtension(path);
            if (MayReplace(name))
            {
                found[name] = new OverridingAssembly(name, path);
            }
        }

        // The runtime looks into the single file first.
        foreach (string name in SingleFileBundle.Assemblies)
        {
            if (MayReplace(name))
            {
                found[name] = new OverridingAssembly(name, Path: null);
            }
        }

        return found;
    }

    private static bool MayReplace(string name) => !OwnAssemblies.IsOwn(name) && FrameworkAssemblies.MayHave(name);
}
