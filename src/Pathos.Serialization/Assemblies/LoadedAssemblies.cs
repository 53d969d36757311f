using System.Collections.Concurrent;
using System.Reflection;

namespace Pathos.Serialization;

/// <summary>The source for data from elsewhere: assemblies that are loaded here already, or that the program's own list of
/// dependencies names. It loads nothing else.</summary>
/// <remarks>That is the trust boundary: whatever a worker sends, no code enters this process because of it but the program's own.</remarks>
internal sealed class LoadedAssemblies : ITypeSource
{
    // Keyed by the boxed MVID: a dictionary of a value type would be compiled in every cold process.
    private static readonly ConcurrentDictionary<object, Assembly> s_byBuild = new();

    public Assembly Resolve(AssemblyIdentity identity)
    {
        if (FindLoaded(identity.Mvid) is { } loaded)
        {
            return loaded;
        }

        try
        {
            // Only a worker has used it so far: an exception of a package, say.
            if (IsListed(identity) && Assembly.Load(new AssemblyName(identity.Name)) is { } own
                && own.ManifestModule.ModuleVersionId == identity.Mvid)
            {
                return own;
            }
        }
        catch (Exception e) when (e is IOException or BadImageFormatException)
        {
            throw new CodeMissingException(identity, "Loading it failed: " + e.Message, e);
        }

        throw new CodeMissingException(
            identity, "It is neither loaded in this process nor one of the program's dependencies, and data from elsewhere loads no other code here.");
    }

    /// <summary>Looks at the list and at the file's own identity before anything is loaded: a name alone
    /// makes this process load nothing.</summary>
    private static bool IsListed(AssemblyIdentity identity) => OverridingAssemblies.Contains(identity.Name)
        || (TrustedFiles.Find(identity.Name) is { } path && AssemblyCatalog.MvidOf(path) == identity.Mvid)
        || (SingleFileBundle.Find(identity.Name) is { } image && AssemblyImage.MvidOf(image) == identity.Mvid);

    /// <summary>Finds a loaded assembly by its build, or null.</summary>
    public static Assembly? FindLoaded(Guid mvid)
    {
        if (s_byBuild.TryGetValue(mvid, out Assembly? known))
        {
            return known;
        }

        foreach (Assembly assembly in AppDomain.CurrentDomain.GetAssemblies())
        {
            if (!assembly.IsDynamic && assembly.ManifestModule.ModuleVersionId == mvid)
            {
                s_byBuild.TryAdd(mvid, assembly);
                return assembly;
            }
        }

        return null;
    }
}
