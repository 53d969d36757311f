using System.Reflection;
using System.Runtime.Loader;

namespace Pathos.Serialization;

/// <summary>The assemblies of this family that every process brings itself. Their types resolve by name to the reader's own copy.</summary>
internal static class OwnAssemblies
{
    /// <summary>Tells whether the simple name is one of ours.</summary>
    public static bool IsOwn(string name) => name is "Pathos.Serialization" or "Pathos.Core" or "Pathos.Wire" or "Pathos.Launching";

    /// <summary>Tells whether an assembly is one of ours: a user's of the same name can only be in a load context of its own.</summary>
    public static bool IsOwn(Assembly assembly, string name) =>
        IsOwn(name) && AssemblyLoadContext.GetLoadContext(assembly) == AssemblyLoadContext.GetLoadContext(typeof(OwnAssemblies).Assembly);

    /// <summary>Finds a type of ours by full name.</summary>
    public static Type ResolveType(string assembly, string type) =>
        Load(assembly).GetType(type, throwOnError: true)!;

    /// <summary>Gets our assembly, provided it is the same build: method tokens of another build would name other methods.</summary>
    public static Assembly ResolveBuild(string name, Guid mvid)
    {
        Assembly own = Load(name);
        if (own.ManifestModule.ModuleVersionId != mvid)
        {
            // No conflict of builds, which a fresh process would cure: every worker brings this one.
            throw new CodeMissingException(
                new AssemblyIdentity(name, mvid, Path: null),
                $"The worker brings build {own.ManifestModule.ModuleVersionId} of it. Build the program again, so that the folder 'pathos-worker' beside it is of the same build as the library.");
        }

        return own;
    }

    private static Assembly Load(string name)
    {
        if (!IsOwn(name))
        {
            throw PayloadReader.Malformed("an assembly is not one of ours");
        }

        return name == "Pathos.Serialization" ? typeof(OwnAssemblies).Assembly : Assembly.Load(new AssemblyName(name));
    }
}
