using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Pathos.Serialization;

/// <summary>The numbers by which the load contexts of this process are told to its workers. No number is ever used again.</summary>
/// <remarks>A context is held weakly: one that is collectible can be unloaded, and its number then stands for nothing.</remarks>
internal static class LoadContexts
{
    /// <summary>The number of the default context. These libraries are told by name, so it stands for theirs, too.</summary>
    public const int Default = 0;

    /// <summary>The highest number that is taken from a peer: far beyond the contexts that one process can make.</summary>
    public const int Most = 1 << 24;

    private static readonly ConditionalWeakTable<AssemblyLoadContext, Number> s_numbers = [];
    private static int s_last;

    /// <summary>Gets the number of an assembly's context.</summary>
    public static int NumberOf(Assembly assembly)
    {
        return AssemblyLoadContext.GetLoadContext(assembly) is { } context && context != AssemblyLoadContext.Default
            ? s_numbers.GetValue(context, static _ => new Number(Interlocked.Increment(ref s_last))).Value
            : Default;
    }

    /// <summary>Finds a context that is there, or null.</summary>
    public static AssemblyLoadContext? Find(int number)
    {
        foreach (AssemblyLoadContext context in AssemblyLoadContext.All)
        {
            if (s_numbers.TryGetValue(context, out Number? known) && known.Value == number)
            {
                return context;
            }
        }

        return null;
    }

    /// <summary>Finds an assembly of a context by its build, or null.</summary>
    public static Assembly? Find(AssemblyLoadContext context, Guid mvid)
    {
        foreach (Assembly assembly in context.Assemblies)
        {
            if (!assembly.IsDynamic && assembly.ManifestModule.ModuleVersionId == mvid)
            {
                return assembly;
            }
        }

        return null;
    }

    /// <summary>Gets all assemblies of a build that are loaded outside of the default context.</summary>
    public static List<Assembly> FindElsewhere(Guid mvid)
    {
        List<Assembly> found = [];
        foreach (AssemblyLoadContext context in AssemblyLoadContext.All)
        {
            if (context != AssemblyLoadContext.Default && Find(context, mvid) is { } assembly)
            {
                found.Add(assembly);
            }
        }

        return found;
    }

    private sealed record Number(int Value);
}
