using System.Reflection;
using System.Runtime.Loader;

namespace Pathos.Serialization;

/// <summary>A worker's counterpart of one load context of the client. A name stands here for what it stands for there; what the client's
/// context leaves to its default context is left to the worker's.</summary>
internal sealed class ShippedContext : AssemblyLoadContext
{
    private readonly ShippedLibraries _libraries;

    public ShippedContext(int number, Func<AssemblyLoadContext, ShippedLoader> loaderOf, ShippedLibraries libraries)
        : base($"load context {number} of the program")
    {
        Number = number;
        Loader = loaderOf(this);
        _libraries = libraries;
    }

    /// <summary>Gets the number of the client's context.</summary>
    public int Number { get; }

    public ShippedLoader Loader { get; }

    protected override Assembly? Load(AssemblyName assemblyName) => Loader.Find(assemblyName);

    protected override nint LoadUnmanagedDll(string unmanagedDllName) => _libraries.Find(unmanagedDllName, Number);
}
