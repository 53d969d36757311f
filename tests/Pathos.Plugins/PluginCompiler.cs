using System.Resources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace Pathos.Plugins;

/// <summary>Compiles small assemblies. The same source makes the same build.</summary>
public static class PluginCompiler
{
    /// <summary>Writes an assembly of version 1.0.0.0 into a folder.</summary>
    /// <returns>Its file.</returns>
    public static string Compile(string folder, string name, string source, params string[] references)
    {
        string path = Path.Combine(Directory.CreateDirectory(folder).FullName, name + ".dll");
        Emit(path, name, source, references, []);
        return path;
    }

    /// <summary>Writes the German texts of an assembly beside it.</summary>
    public static void CompileTexts(string folder, string name, string key, string text)
    {
        var resources = new MemoryStream();
        using (var writer = new ResourceWriter(resources))
        {
            writer.AddResource(key, text);
            writer.Generate();
            byte[] content = resources.ToArray();
            string path = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "de")).FullName, name + ".resources.dll");
            Emit(
                path,
                name + ".resources",
                "[assembly: System.Reflection.AssemblyCulture(\"de\")]",
                [],
                [new ResourceDescription(name + ".Texts.de.resources", () => new MemoryStream(content), isPublic: true)]);
        }
    }

    private static void Emit(string path, string name, string source, string[] references, ResourceDescription[] resources)
    {
        string[] trusted = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        IEnumerable<string> framework = trusted.Where(static file => Path.GetFileName(file).StartsWith("System.", StringComparison.Ordinal));
        var compilation = CSharpCompilation.Create(
            name,
            [CSharpSyntaxTree.ParseText("[assembly: System.Reflection.AssemblyVersion(\"1.0.0.0\")]"), CSharpSyntaxTree.ParseText(source)],
            framework.Append(typeof(IPlugin).Assembly.Location).Concat(references).Select(static file => MetadataReference.CreateFromFile(file)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, deterministic: true));
        EmitResult result = compilation.Emit(path, manifestResources: resources);
        if (!result.Success)
        {
            throw new InvalidOperationException(string.Join(Environment.NewLine, result.Diagnostics));
        }
    }
}
