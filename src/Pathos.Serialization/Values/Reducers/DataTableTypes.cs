using System.Runtime.Loader;
using System.Xml;

namespace Pathos.Serialization;

/// <summary>Looks at the types that the XML of a data table names, before the framework looks for them in every assembly that anybody can find.</summary>
internal static class DataTableTypes
{
    private const string Extensions = "urn:schemas-microsoft-com:xml-msdata";

    /// <exception cref="InvalidDataException">It names a type of an assembly that is neither loaded, nor the program's, nor the framework's.</exception>
    public static void Check(XmlReader text)
    {
        while (text.Read())
        {
            while (text.MoveToNextAttribute())
            {
                if (text.NamespaceURI == Extensions && text.LocalName is "DataType" or "InstanceType" && !IsKnown(text.Value))
                {
                    throw PayloadReader.Malformed($"a table has a column of type '{text.Value}', whose assembly is not this program's");
                }
            }
        }
    }

    /// <summary>A name in brackets may name assemblies for its arguments, too; no column has such a type.</summary>
    private static bool IsKnown(string type)
    {
        string[] parts = type.Split(',');
        return !type.AsSpan().ContainsAny('`', '\\') && (parts.Length == 1 || IsHere(parts[1].Trim()));
    }

    private static bool IsHere(string assembly) =>
        FrameworkAssemblies.HasName(assembly) || TrustedFiles.Find(assembly) is not null || SingleFileBundle.Contains(assembly)
        || AssemblyLoadContext.Default.Assemblies.Any(
            loaded => string.Equals(AssemblyOrigin.NameOf(loaded), assembly, StringComparison.OrdinalIgnoreCase));
}
