using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Loader;

namespace Pathos.Serialization;

/// <summary>The source for data from elsewhere: assemblies that are loaded here already, or that the program's own list of
/// dependencies names. It loads nothing else.</summary>
/// <remarks>That is the trust boundary: whatever a worker sends, no code enters this process because of it but the program's own.</remarks>
internal sealed class LoadedAssemblies : ITypeSource
{
    // Of the default context, from which nothing is ever unloaded. Keyed by the boxed MVID: a dictionary of a value type would be compiled
    // in every cold process.
    private static readonly ConcurrentDictionary<object, Assembly> s_byBuild = new();

    public Assembly Resolve(AssemblyIdentity identity) => identity.Context.Kind switch
    {
        ContextKind.Numbered => ResolveNumbered(identity),
        ContextKind.Kept => throw PayloadReader.Malformed("a worker names a load context as a file does"),
        _ => ResolveUnnumbered(identity),
    };

    public ContextMark MarkOf(Assembly assembly) => ContextMark.Numbered(AssemblyOrigin.ContextOf(assembly));

    public bool MayBeUnloaded(in ContextMark context) => context.Kind switch
    {
        ContextKind.Default => false,
        ContextKind.Numbered => LoadContexts.Find(context.Number) is not { IsCollectible: false },
        _ => true,
    };

    private static Assembly ResolveNumbered(AssemblyIdentity identity) => LoadContexts.Find(identity.Context.Number) is { } context
        ? LoadContexts.Find(context, identity.Mvid)
            ?? throw new CodeMissingException(
                identity,
                $"It is not loaded in the load context '{context.Name}' of this process, and data from elsewhere loads no code here.",
                advice: "Load it there before the call.")
        : throw new CodeMissingException(
            identity,
            "The load context that it belongs to was unloaded.",
            advice: "Keep the context until the results of its code have been read.");

    /// <summary>Gets an assembly of the default context, or of one that the sender made. It may be loaded in another one here, if only in
    /// one.</summary>
    public static Assembly ResolveUnnumbered(AssemblyIdentity identity)
    {
        if (FindDefault(identity.Mvid) is { } loaded)
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

        return FindElsewhere(identity) ?? throw new CodeMissingException(
            identity, "It is neither loaded in this process nor one of the program's dependencies, and data from elsewhere loads no other code here.");
    }

    /// <summary>Looks at the list and at the file's own identity before anything is loaded: a name alone
    /// makes this process load nothing.</summary>
    private static bool IsListed(AssemblyIdentity identity) => OverridingAssemblies.Contains(identity.Name)
        || (TrustedFiles.Find(identity.Name) is { } path && AssemblyCatalog.MvidOf(path) == identity.Mvid)
        || (SingleFileBundle.Find(identity.Name) is { } image && AssemblyImage.MvidOf(image) == identity.Mvid);

    /// <summary>Finds an assembly of the default context by its build, or null.</summary>
    public static Assembly? FindDefault(Guid mvid)
    {
        if (s_byBuild.TryGetValue(mvid, out Assembly? known))
        {
            return known;
        }

        if (LoadContexts.Find(AssemblyLoadContext.Default, mvid) is not { } found)
        {
            return null;
        }

        s_byBuild.TryAdd(mvid, found);
        return found;
    }

    private static Assembly? FindElsewhere(AssemblyIdentity identity) => LoadContexts.FindElsewhere(identity.Mvid) switch
    {
        [] => null,
        [Assembly only] => only,
        List<Assembly> several => throw KeptContexts.Ambiguous(identity, several),
    };
}
