using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Pathos.Programs.Tests;

/// <summary>What stands in the file of an assembly.</summary>
internal static class AssemblyFile
{
    public static Guid BuildOf(string path)
    {
        using var reader = new PEReader(File.OpenRead(path));
        MetadataReader metadata = reader.GetMetadataReader();
        return metadata.GetGuid(metadata.GetModuleDefinition().Mvid);
    }

    public static bool IsReadyToRun(string path)
    {
        using var reader = new PEReader(File.OpenRead(path));
        return reader.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size > 0;
    }
}
