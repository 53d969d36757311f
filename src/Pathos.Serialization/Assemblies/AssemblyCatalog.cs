using System.Collections.Concurrent;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.Loader;

namespace Pathos.Serialization;

/// <summary>The client's answer to a worker that lacks code: what is loaded, else what the program could load itself.</summary>
internal static class AssemblyCatalog
{
    private static readonly ConcurrentDictionary<Guid, string> s_handedOut = new();
    private static readonly ConcurrentDictionary<Guid, AssemblyReply> s_replies = new();

    /// <summary>Finds code of this program, or null. Framework assemblies are never handed out: every worker has its own.</summary>
    public static AssemblyReply? Find(AssemblyRequest request)
    {
        if (request.Native)
        {
            string? library = NativeLibraries.Find(request.Name);
            return library is null ? null : new AssemblyReply(request.Name, Guid.Empty, library, Image: null);
        }

        AssemblyReply? reply = FindLoaded(request) ?? FindFile(request);
        if (reply?.Path is { } path)
        {
            s_handedOut.TryAdd(reply.Mvid, path);
        }

        return reply;
    }

    /// <summary>Gets the file of a build that this process gave to a worker, or null.</summary>
    public static string? PathOfHandedOut(Guid mvid) => s_handedOut.GetValueOrDefault(mvid);

    private static AssemblyReply? FindLoaded(AssemblyRequest request)
    {
        if (request.Mvid != Guid.Empty)
        {
            return LoadedAssemblies.Find(request.Mvid) is { } exact ? Describe(exact) : null;
        }

        if (FrameworkAssemblies.HasName(request.Name))
        {
            return null;
        }

        // What the program itself gets under a name comes first; load contexts of its own may hold other builds.
        return FindNamed(AssemblyLoadContext.Default.Assemblies, request.Name) ?? FindNamed(AppDomain.CurrentDomain.GetAssemblies(), request.Name);
    }

    private static AssemblyReply? FindNamed(IEnumerable<Assembly> assemblies, string name)
    {
        foreach (Assembly assembly in assemblies)
        {
            if (!assembly.IsDynamic && string.Equals(assembly.GetName().Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return Describe(assembly);
            }
        }

        return null;
    }

    private static AssemblyReply? Describe(Assembly assembly)
    {
        if (AssemblyOrigin.Of(assembly) == Origin.Framework)
        {
            return null;
        }

        Guid mvid = assembly.ManifestModule.ModuleVersionId;
        if (s_replies.TryGetValue(mvid, out AssemblyReply? known) && (known.Path is null || MvidOf(known.Path) == mvid))
        {
            return known;
        }

        string name = assembly.GetName().Name ?? string.Empty;
        string path = AssemblyOrigin.PathOf(assembly);

        // A rebuild may have replaced the file since it was loaded: then the file is other code than what is running.
        AssemblyReply? reply = path.Length > 0 && MvidOf(path) == mvid ? new AssemblyReply(name, mvid, path, Image: null)
            : FindBundled(name, mvid) ?? (AssemblyImage.Recover(assembly) is { } image ? new AssemblyReply(name, mvid, Path: null, image) : null);
        if (reply is not null)
        {
            s_replies[mvid] = reply;
        }

        return reply;
    }

    private static AssemblyReply? FindFile(AssemblyRequest request)
    {
        if (!IsSimpleName(request.Name) || OwnAssemblies.IsOwn(request.Name) || FrameworkAssemblies.HasName(request.Name))
        {
            return null;
        }

        foreach (string path in CandidateFiles(request.Name))
        {
            if (MvidOf(path) is { } mvid && (request.Mvid == Guid.Empty || request.Mvid == mvid))
            {
                return new AssemblyReply(request.Name, mvid, path, Image: null);
            }
        }

        return FindBundled(request.Name, request.Mvid);
    }

    private static AssemblyReply? FindBundled(string name, Guid wanted) =>
        SingleFileBundle.Find(name) is { } image && AssemblyImage.MvidOf(image) is { } mvid && (wanted == Guid.Empty || wanted == mvid)
            ? new AssemblyReply(name, mvid, Path: null, image)
            : null;

    private static IEnumerable<string> CandidateFiles(string name)
    {
        string file = name + ".dll";
        if (TrustedFiles.Find(name) is { } trusted)
        {
            yield return trusted;
        }

        // Satellite-like names come as "culture/Name.resources" and lie in a folder beside the program.
        yield return Path.Combine(AppContext.BaseDirectory, file);
        yield return Path.Combine(AppContext.BaseDirectory, name + ".exe");
    }

    /// <summary>A name that could climb out of the program's folder is nobody's assembly.</summary>
    private static bool IsSimpleName(string name) => name.Length > 0 && !name.Contains("..", StringComparison.Ordinal) && !Path.IsPathRooted(name);

    /// <summary>Reads the build of a file; null when it is not a readable assembly.</summary>
    internal static Guid? MvidOf(string path)
    {
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using PEReader reader = new(stream);
            if (!reader.HasMetadata)
            {
                return null;
            }

            MetadataReader metadata = reader.GetMetadataReader();
            return metadata.GetGuid(metadata.GetModuleDefinition().Mvid);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or BadImageFormatException)
        {
            return null;
        }
    }
}
