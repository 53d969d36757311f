using System.Reflection;

namespace Pathos.Serialization;

/// <summary>Fields of .NET's collections that count changes, or hold what is made when it is first asked for.</summary>
/// <remarks>The fields are private to .NET. Where one has another name, it is part of what a value is known by, as all others are.</remarks>
internal static class PassingFields
{
    private const BindingFlags Declared = BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    public static FieldInfo[] Of(Type type)
    {
        List<FieldInfo> passing = [];
        for (Type? t = type; t is not null && t != typeof(object); t = t.BaseType)
        {
            if (t.Namespace?.StartsWith("System.Collections", StringComparison.Ordinal) == true && AssemblyOrigin.IsOfDotnet(t.Assembly))
            {
                passing.AddRange(Array.FindAll(t.GetFields(Declared), IsPassing));
            }
        }

        return [.. passing];
    }

    private static bool IsPassing(FieldInfo field) => field.Name switch
    {
        "_version" or "version" or "_syncRoot" or "_growFactor" => true,
        "_unorderedItems" or "<UnorderedItems>k__BackingField" or "_keyList" or "keyList" or "_valueList" or "valueList" or "_all" or "_allKeys" or "_monitor" => true,

        // Views of a dictionary, which others hold as their content.
        "_keys" or "_values" => field.DeclaringType!.Name is "ReadOnlyDictionary`2" or "NameObjectCollectionBase",
        _ => false,
    };
}
