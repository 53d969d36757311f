using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Loader;

namespace Pathos.Serialization;

/// <summary>Loads code of the client into one load context of a worker, one build of a name.</summary>
/// <param name="context">The context.</param>
/// <param name="number">The number of the client's context that it stands for.</param>
/// <param name="ask">Asks the client.</param>
/// <param name="loadReply">Loads an answer into the context that it belongs to.</param>
/// <param name="opensFilesOfTheClient">Whether the client's files can be opened here.</param>
internal sealed class ShippedLoader(
    AssemblyLoadContext context,
    int number,
    Func<AssemblyRequest, AssemblyReply?> ask,
    Func<AssemblyReply, AssemblyIdentity, Assembly> loadReply,
    bool opensFilesOfTheClient)
{
    // Keyed by the boxed MVID: a dictionary of a value type would be compiled in every cold worker.
    private readonly ConcurrentDictionary<object, Assembly> _loaded = new();

    /// <summary>Gets exactly this build.</summary>
    public Assembly Resolve(AssemblyIdentity identity)
    {
        if (_loaded.TryGetValue(identity.Mvid, out Assembly? known))
        {
            return known;
        }

        Assembly assembly = FindLoaded(identity) ?? FindTrusted(identity) ?? Load(identity);
        _loaded.TryAdd(identity.Mvid, assembly);
        return assembly;
    }

    /// <summary>Gets what a name stands for in the client's context; null where that is left to the default context, or unknown.</summary>
    public Assembly? Find(AssemblyName wanted)
    {
        if (wanted.Name is not { Length: > 0 } name)
        {
            return null;
        }

        // Satellite assemblies share a simple name per culture and are optional; the culture is part of what we ask for.
        string asked = string.IsNullOrEmpty(wanted.CultureName) ? name : wanted.CultureName + "/" + name;
        AssemblyReply? reply = ask(new AssemblyRequest(asked, Guid.Empty, Native: false, number, wanted.Version?.ToString()));
        return reply is null ? null : loadReply(reply, new AssemblyIdentity(name, reply.Mvid, reply.Path));
    }

    /// <summary>Loads what the client sent.</summary>
    public Assembly Load(AssemblyReply reply, AssemblyIdentity identity)
    {
        // The runtime gives the same assembly again to a thread that was slower.
        Assembly loaded = reply.Path is { } path && File.Exists(path)
            ? context.LoadFromAssemblyPath(path)
            : context.LoadFromStream(new MemoryStream(
                reply.Image ?? throw new CodeMissingException(identity, "The answer held neither a file of this host nor an image."),
                writable: false));
        Guid mvid = loaded.ManifestModule.ModuleVersionId;
        return identity.Mvid == Guid.Empty || mvid == identity.Mvid ? loaded : throw new CodeConflictException(identity, mvid);
    }

    private Assembly? FindLoaded(AssemblyIdentity identity)
    {
        foreach (Assembly assembly in context.Assemblies)
        {
            if (!assembly.IsDynamic && string.Equals(assembly.GetName().Name, identity.Name, StringComparison.OrdinalIgnoreCase))
            {
                Guid mvid = assembly.ManifestModule.ModuleVersionId;
                return mvid == identity.Mvid ? assembly : throw new CodeConflictException(identity, mvid);
            }
        }

        return null;
    }

    /// <summary>Under a name that this process was started with, its default context loads nothing else than that file.</summary>
    private Assembly? FindTrusted(AssemblyIdentity identity)
    {
        if (number != LoadContexts.Default || TrustedFiles.Find(identity.Name) is null)
        {
            return null;
        }

        Assembly trusted = Assembly.Load(new AssemblyName(identity.Name));
        Guid mvid = trusted.ManifestModule.ModuleVersionId;
        return mvid == identity.Mvid ? trusted : throw new CodeConflictException(identity, mvid);
    }

    private Assembly Load(AssemblyIdentity identity)
    {
        try
        {
            // Same host: the file the client loaded is right here, and its MVID proves it is still that build.
            if (opensFilesOfTheClient && identity.Path is { } path && AssemblyCatalog.MvidOf(path) == identity.Mvid)
            {
                return Load(new AssemblyReply(identity.Name, identity.Mvid, path, Image: null), identity);
            }

            AssemblyReply reply = ask(new AssemblyRequest(identity.Name, identity.Mvid, Native: false, number))
                ?? throw new CodeMissingException(identity, "The program that sent the work does not have it either.");
            return Load(reply, identity);
        }
        catch (Exception e) when (e is IOException or BadImageFormatException)
        {
            throw new CodeMissingException(identity, "Loading it failed: " + e.Message, e);
        }
    }
}
