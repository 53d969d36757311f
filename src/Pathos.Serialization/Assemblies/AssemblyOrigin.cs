using System.Reflection;
using System.Runtime.CompilerServices;

namespace Pathos.Serialization;

/// <summary>Whose assembly it is, which decides how its types are named to another process.</summary>
internal enum Origin
{
    /// <summary>The user's, or a package's: by build, shipped on demand.</summary>
    User,

    /// <summary>The shared framework's: by name, never shipped.</summary>
    Framework,

    /// <summary>One of these libraries: by name, every process has its own.</summary>
    Own,
}

/// <summary>Classifies assemblies, once each.</summary>
internal static class AssemblyOrigin
{
    private static readonly ConditionalWeakTable<Assembly, Fact> s_facts = new();

    /// <summary>Gets whose assembly it is.</summary>
    public static Origin Of(Assembly assembly)
    {
        return ReferenceEquals(assembly, typeof(object).Assembly) ? Origin.Framework : FactOf(assembly).Origin;
    }

    /// <summary>Tells whether its types are those of .NET that the reducers know: of the framework, or of a package that this program
    /// loads in place of the framework's.</summary>
    public static bool IsOfDotnet(Assembly assembly) => Of(assembly) == Origin.Framework || FactOf(assembly).ReplacesFramework(assembly);

    /// <summary>Tells whether it is a copy of one of the framework's, in a load context of its own: a plug-in brought it along.</summary>
    public static bool IsCopyOfDotnet(Assembly assembly) => ContextOf(assembly) != LoadContexts.Default && !assembly.IsDynamic
        && FrameworkAssemblies.HasFrameworkKey(assembly)
        && (FrameworkAssemblies.HasName(NameOf(assembly)) || FrameworkAssemblies.MayHave(NameOf(assembly)));

    /// <summary>Gets the file it was loaded from, or an empty text.</summary>
    public static string PathOf(Assembly assembly) => FactOf(assembly).Path;

    /// <summary>Gets its simple name; the runtime makes a whole identity object each time it is asked.</summary>
    public static string NameOf(Assembly assembly) => FactOf(assembly).Name;

    /// <summary>Gets the number of its load context. These libraries are in the default one, wherever they are: other processes bring
    /// their own.</summary>
    public static int ContextOf(Assembly assembly) => FactOf(assembly).Context;

    private static Fact FactOf(Assembly assembly) => s_facts.GetValue(assembly, static a => new Fact(a));

    private sealed class Fact
    {
        // A true or false that is made when it is first asked for, by any thread: all of them make the same.
        private object? _replacesFramework;

        public Fact(Assembly assembly)
        {
            Name = assembly.GetName().Name ?? string.Empty;
            Path = assembly.IsDynamic ? string.Empty : LocationOf(assembly);
            Origin = OwnAssemblies.IsOwn(assembly, Name) ? Origin.Own
                : FrameworkAssemblies.Contains(assembly, Name, Path) ? Origin.Framework
                : Origin.User;
            Context = Origin == Origin.Own ? LoadContexts.Default : LoadContexts.NumberOf(assembly);
        }

        public int Context { get; }

        public string Name { get; }

        public Origin Origin { get; }

        public string Path { get; }

        public bool ReplacesFramework(Assembly assembly) =>
            (bool)(_replacesFramework ??= Origin == Origin.User && !assembly.IsDynamic && OverridingAssemblies.Contains(assembly, Name));

        private static string LocationOf(Assembly assembly)
        {
#pragma warning disable IL3000 // An empty location is exactly what we want to hear from a single-file program.
            return assembly.Location;
#pragma warning restore IL3000
        }
    }
}
