using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.CompilerServices;

namespace Pathos.Serialization;

/// <summary>Assemblies of this program as files or images that another process can load.</summary>
internal static class AssemblyCatalog
{
    // By assembly and not by build: one that is loaded twice may lie in two folders, with other texts and libraries beside it.
    private static readonly ConditionalWeakTable<Assembly, AssemblyReply> s_replies = [];

    /// <summary>Tells where a loaded assembly can be had, or null. Those of the framework are never handed
    /// out: every worker has its own.</summary>
    public static AssemblyReply? Describe(Assembly assembly)
    {
        if (assembly.IsDynamic || AssemblyOrigin.Of(assembly) == Origin.Framework)
        {
            return null;
        }

        Guid mvid = assembly.ManifestModule.ModuleVersionId;
        if (s_replies.TryGetValue(assembly, out AssemblyReply? known) && (known.Path is null || MvidOf(known.Path) == mvid))
        {
            return known;
        }

        int context = AssemblyOrigin.ContextOf(assembly);
        string name = assembly.GetName().Name ?? string.Empty;
        string path = AssemblyOrigin.PathOf(assembly);

        // A rebuild may have replaced the file since it was loaded: then the file is other code than what is running.
        AssemblyReply? reply = path.Length > 0 && MvidOf(path) == mvid ? new AssemblyReply(name, mvid, path, Image: null, context)
            : FindBundled(name) is { } bundled && bundled.Mvid == mvid ? bundled with { Context = context }
            : AssemblyImage.Recover(assembly) is { } image ? new AssemblyReply(name, mvid, Path: null, image, context)
            : null;
        if (reply is not null)
        {
            s_replies.AddOrUpdate(assembly, reply);
        }

        return reply;
    }

    /// <summary>Finds the texts of a culture beside the assembly that they belong to, or null.</summary>
    public static AssemblyReply? SatelliteOf(string? owner, SatelliteName satellite) => owner is null ? null
        : OfFile(satellite.Full, Path.Combine(Path.GetDirectoryName(owner)!, satellite.Culture, satellite.Name + ".dll"));

    /// <summary>Finds an assembly that is loaded from a file, or null.</summary>
    public static AssemblyReply? OfFile(string name, string? path) =>
        path is not null && MvidOf(path) is { } mvid ? new AssemblyReply(name, mvid, path, Image: null) : null;

    /// <summary>Finds an assembly of the program's single file, or null.</summary>
    public static AssemblyReply? FindBundled(string name) =>
        SingleFileBundle.Find(name) is { } image && AssemblyImage.MvidOf(image) is { } mvid
            ? new AssemblyReply(name, mvid, Path: null, image)
            : null;

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
