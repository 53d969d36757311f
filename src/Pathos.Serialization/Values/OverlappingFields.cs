using System.Reflection;
using System.Runtime.InteropServices;

namespace Pathos.Serialization;

/// <summary>Types with fields at the same place in memory. Read one by one, a reference would be taken for one of another type.</summary>
internal static class OverlappingFields
{
    public static Refusal? RefusalFor(Type type) => type.IsExplicitLayout && SharesReferences(FieldSet.Of(type).Plans) ? Refusal.Overlapping : null;

    private static bool SharesReferences(FieldPlan[] fields)
    {
        HashSet<(Type?, int)> places = [];
        return !Array.TrueForAll(fields, field => FieldLayout.IsPlainMemory(field.Type)) && !Array.TrueForAll(fields, field => places.Add((field.Info.DeclaringType, OffsetOf(field.Info))));
    }

    private static int OffsetOf(FieldInfo field) => field.GetCustomAttribute<FieldOffsetAttribute>()?.Value ?? -1 - field.MetadataToken;
}
