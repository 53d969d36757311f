using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Pathos.Hostile.Tests;

/// <summary>An assembly file that an attacker put in a folder, by an upload for example. The process has not loaded it, and the program does not list it.</summary>
internal sealed class PlantedAssembly : IDisposable
{
    public PlantedAssembly(string folder, string name)
    {
        Name = name;
        Path = System.IO.Path.Combine(Directory.CreateDirectory(folder).FullName, name + ".dll");
        var assembly = new PersistedAssemblyBuilder(new AssemblyName(name), typeof(object).Assembly);
        ModuleBuilder module = assembly.DefineDynamicModule(name);
        module.DefineType("Planted", TypeAttributes.Public).CreateType();
        module.DefineEnum("PlantedColour", TypeAttributes.Public, typeof(int)).CreateType();
        assembly.Save(Path);
        using var reader = new PEReader(File.OpenRead(Path));
        MetadataReader metadata = reader.GetMetadataReader();
        Mvid = metadata.GetGuid(metadata.GetModuleDefinition().Mvid);
    }

    public string Name { get; }

    public string Path { get; }

    public Guid Mvid { get; }

    public bool IsLoaded => AppDomain.CurrentDomain.GetAssemblies().Any(assembly => assembly.GetName().Name == Name);

    public void Dispose()
    {
        File.Delete(Path);

        // The folders that were made for it in the program's own, which are empty then.
        DirectoryInfo root = new(AppContext.BaseDirectory.TrimEnd(System.IO.Path.DirectorySeparatorChar));
        for (DirectoryInfo at = new FileInfo(Path).Directory!; at.FullName.StartsWith(root.FullName, StringComparison.Ordinal) && !at.EnumerateFileSystemInfos().Any(); at = at.Parent!)
        {
            at.Delete();
        }
    }
}
