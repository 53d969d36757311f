using System.Collections.Concurrent;
using System.Reflection;

namespace Pathos.Serialization;

/// <summary>Finds framework types by name on the running framework.</summary>
internal static class FrameworkTypes
{
    private static readonly ConcurrentDictionary<string, Type> s_types = new(StringComparer.Ordinal);

    /// <summary>Gets the type; the assembly name is a hint that must itself name a framework assembly.</summary>
    public static Type Resolve(string assembly, string type)
    {
        // Neither name can contain a line break.
        string key = assembly + "\n" + type;
        if (s_types.TryGetValue(key, out Type? known))
        {
            return known;
        }

        Type found = Find(assembly, type)
            ?? throw new TypeLoadException(
                $"This runtime has no type '{type}' in '{assembly}'. Both processes must run the same framework version.");
        s_types.TryAdd(key, found);
        return found;
    }

    private static Type? Find(string assembly, string type)
    {
        Assembly core = typeof(object).Assembly;
        if (assembly == "System.Private.CoreLib")
        {
            return core.GetType(type);
        }

        // The name comes from outside: only the framework's own names may make this process load something.
        return FrameworkAssemblies.HasName(assembly) ? Assembly.Load(new AssemblyName(assembly)).GetType(type) : null;
    }
}
