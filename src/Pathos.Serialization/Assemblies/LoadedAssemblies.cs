using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Loader;

namespace Pathos.Serialization;

/// <summary>The client's source: assemblies that are loaded here already, or that this process handed out itself. It loads nothing else.</summary>
/// <remarks>That is the trust boundary: whatever a worker sends, no code enters the client's process because of it.</remarks>
internal sealed class LoadedAssemblies : ITypeSource
{
    // Keyed by the boxed MVID: a dictionary of a value type would be compiled in every cold process.
    private static readonly ConcurrentDictionary<object, Assembly> s_byBuild = new();

    public Assembly Resolve(AssemblyIdentity identity)
    {
        if (Find(identity.Mvid) is { } loaded)
        {
            return loaded;
        }

        try
        {
            // Its workers were started with these files, and never ask for them.
            if (OverridingAssemblies.Load(identity) is { } own)
            {
                return own;
            }
        }
        catch (Exception e) when (e is IOException or BadImageFormatException)
        {
            throw new CodeMissingException(identity, "Loading it failed: " + e.Message, e);
        }

        if (AssemblyCatalog.PathOfHandedOut(identity.Mvid) is { } path && AssemblyCatalog.MvidOf(path) == identity.Mvid)
        {
            try
            {
                return AssemblyLoadContext.Default.LoadFromAssemblyPath(path);
            }
            catch (Exception e) when (e is IOException or BadImageFormatException)
            {
                throw new CodeMissingException(identity, "Loading it failed: " + e.Message, e);
            }
        }

        throw new CodeMissingException(identity, "It is not loaded in this process, and data from elsewhere never loads code here.");
    }

    /// <summary>Finds a loaded assembly by its build, or null.</summary>
    public static Assembly? Find(Guid mvid)
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
