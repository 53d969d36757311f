using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Loader;

namespace Pathos.Serialization;

/// <summary>The worker's source: it asks the client for what it lacks, and loads it into one context for each load context of the
/// client.</summary>
/// <remarks>
/// Asking blocks until the client answers, so it must be served by a thread that never waits for the code being loaded.
/// No lock of ours is held while asking: two threads may ask for the same assembly, and the runtime keeps the first that loads.
/// </remarks>
/// <param name="ask">Asks the client.</param>
/// <param name="refusalOf">Says why nothing is kept in a folder for temporary files; null where it may be.</param>
/// <param name="opensFilesOfTheClient">Whether the client's files can be opened here.</param>
internal sealed class ShippedAssemblies(
    Func<AssemblyRequest, AssemblyReply?> ask, Func<string, string?> refusalOf, bool opensFilesOfTheClient = true)
    : ITypeSource
{
    // Keyed by the boxed number: a dictionary of a value type would be compiled in every cold worker.
    private readonly ConcurrentDictionary<object, ShippedContext> _contexts = new();
    private readonly ShippedLibraries _libraries = new(ask, refusalOf);
    private ShippedLoader? _default;

    /// <summary>Lets the runtime ask too, for what loaded code refers to: assemblies by name and native libraries.</summary>
    public void Install()
    {
        AssemblyLoadContext.Default.Resolving += (_, wanted) => Default.Find(wanted);
        AssemblyLoadContext.Default.ResolvingUnmanagedDll += (_, name) => _libraries.Find(name, LoadContexts.Default);
    }

    public Assembly Resolve(AssemblyIdentity identity) => identity.Context.Kind switch
    {
        ContextKind.Default => Default.Resolve(identity),
        ContextKind.Numbered => Numbered(identity.Context.Number).Loader.Resolve(identity),
        _ => throw PayloadReader.Malformed("a load context is not one of the program's"),
    };

    /// <summary>The client knows its own contexts. Of one that code made here, it knows nothing.</summary>
    public ContextMark MarkOf(Assembly assembly) => AssemblyLoadContext.GetLoadContext(assembly) switch
    {
        ShippedContext shipped => ContextMark.Numbered(shipped.Number),
        _ => AssemblyOrigin.ContextOf(assembly) == LoadContexts.Default ? default : ContextMark.Foreign,
    };

    // They stay: what they hold may be running.
    public bool MayBeUnloaded(in ContextMark context) => false;

    private ShippedLoader Default =>
        _default ??= new ShippedLoader(AssemblyLoadContext.Default, LoadContexts.Default, ask, LoadReply, opensFilesOfTheClient);

    private ShippedContext Numbered(int number) => _contexts.GetOrAdd(
        number,
        static (key, source) => new ShippedContext(
            (int)key,
            context => new ShippedLoader(context, (int)key, source.Ask, source.LoadReply, source.OpensFiles),
            source._libraries),
        this);

    private Func<AssemblyRequest, AssemblyReply?> Ask => ask;

    private bool OpensFiles => opensFilesOfTheClient;

    /// <summary>Loads what the client sent into the context that holds it there: that may be another one than asked.</summary>
    private Assembly LoadReply(AssemblyReply reply, AssemblyIdentity identity) =>
        (reply.Context == LoadContexts.Default ? Default : Numbered(reply.Context).Loader).Load(reply, identity);
}
