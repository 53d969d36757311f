namespace Pathos.Plugins;

/// <summary>A plug-in with a dependency, and a dependency of that one. The plug-in and its dependency have one name and version each,
/// whatever the build.</summary>
public sealed class PluginFolder
{
    private const string Plugin = """
        using System;
        using System.Linq;
        using System.Globalization;
        using System.Resources;
        using Pathos.Plugins;

        namespace Plugged;

        public sealed class Plugin : IPlugin
        {
            private static int s_count;

            public Func<int, string> Build => x => $"{Dependency.Facts.Build}:{x}";
            public Func<int, string> Late => x => Dependency.Facts.Late(x);
            public Func<int, int> Count => x => s_count += x;
            public Func<int, IItem> Item => x => new Dependency.Item(x * Dependency.Facts.Build);
            public Func<int, int> Fail => x => throw new Dependency.Failure(x);
            public Func<int, string> Text => x => new ResourceManager("Plugin.Texts", typeof(Plugin).Assembly).GetString("greeting", new CultureInfo("de"));
            public Func<int, string[]> Lists => x => System.Collections.Immutable.ImmutableList.Create(typeof(System.Collections.Immutable.ImmutableList).Assembly, typeof(Plugin).Assembly)
                .ConvertAll(assembly => System.Runtime.Loader.AssemblyLoadContext.GetLoadContext(assembly).Name).ToArray();
            public Func<int, int> Native => x => ProcessId();
            [System.Runtime.InteropServices.DllImport("plugged", EntryPoint = "SystemNative_GetPid")] private static extern int ProcessId();
            public Func<int, int> Scale(int factor) => x => x * factor * Dependency.Facts.Build;
            public IItem Make(int value) => new Dependency.Item(value);
            public int ValueOf(IItem item) => ((Dependency.Item)item).Value;
        }
        """;

    private const string Dependency = """
        using System;
        using Pathos.Plugins;

        namespace Dependency;

        public static class Facts
        {
            public static int Build => NUMBER;
            public static string Late(int x) => $"{Deeper.Facts.Build}:{x}";
        }

        public sealed class Item : IItem
        {
            private readonly int _value;
            public Item(int value) => _value = value;
            public int Value => _value;
        }

        public sealed class Failure : Exception
        {
            public Failure(int value) : base("failed " + NUMBER) => Value = value;
            public int Value { get; }
        }
        """;

    private const string Deeper = "namespace Deeper; public static class Facts { public static int Build => NUMBER; }";

    private readonly string _prefix;

    private PluginFolder(string path, string prefix)
    {
        Path = path;
        _prefix = prefix;
    }

    /// <summary>Gets the folder.</summary>
    public string Path { get; }

    /// <summary>Compiles all three, with a number in the code of the two dependencies.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="build">The number.</param>
    /// <param name="prefix">What the names of the assemblies begin with, if others of these names are about.</param>
    public static PluginFolder Compile(string path, int build, string? prefix = null)
    {
        string start = prefix is null ? "" : prefix + ".";
        string number = build.ToString(System.Globalization.CultureInfo.InvariantCulture);
        string deeper = PluginCompiler.Compile(path, start + "Deeper", Deeper.Replace("NUMBER", number, StringComparison.Ordinal));
        string dependency = PluginCompiler.Compile(path, start + "Dependency", Dependency.Replace("NUMBER", number, StringComparison.Ordinal), deeper);
        PluginCompiler.Compile(path, start + "Plugin", Plugin.Replace("\"Plugin.Texts\"", $"\"{start}Plugin.Texts\"", StringComparison.Ordinal), dependency);
        File.Copy(
            System.IO.Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "libSystem.Native.so"), System.IO.Path.Combine(path, "libplugged.so"));
        PluginCompiler.CompileTexts(path, start + "Plugin", "greeting", $"Moin {number}");
        return new PluginFolder(path, start);
    }

    /// <summary>Loads the plug-in into a context of its own.</summary>
    public IPlugin Load(string context) => Load(new PluginContext(context, Path));

    /// <summary>Loads the plug-in into a context.</summary>
    public IPlugin Load(PluginContext context) =>
        (IPlugin)Activator.CreateInstance(context.LoadFile(_prefix + "Plugin").GetType("Plugged.Plugin", throwOnError: true)!)!;
}
