using System.Reflection;
using System.Runtime.Loader;

namespace Pathos.Plugins;

/// <summary>Loads a plug-in and what lies beside it, as hosts of plug-ins do.</summary>
public sealed class PluginContext(string name, string folder, bool isCollectible = false) : AssemblyLoadContext(name, isCollectible)
{
    /// <summary>Gets the names that it was asked for, in order.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>Loads an assembly of the folder.</summary>
    public Assembly LoadFile(string assembly) => LoadFromAssemblyPath(Path.Combine(folder, assembly + ".dll"));

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        lock (Asked)
        {
            Asked.Add(assemblyName.Name!);
        }

        // A copy of the host's own contract lies beside many plug-ins, and is not meant.
        string path = Path.Combine(folder, assemblyName.Name + ".dll");
        return assemblyName.Name != typeof(IPlugin).Assembly.GetName().Name && string.IsNullOrEmpty(assemblyName.CultureName) && File.Exists(path)
            ? LoadFromAssemblyPath(path)
            : null;
    }
}
