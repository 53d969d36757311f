using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pathos.Serialization;

/// <summary>Types with fields at the same place in memory. Read one by one, a reference would be taken for one of another type.</summary>
internal static class OverlappingFields
{
    public static Refusal? RefusalFor(Type type) =>
        type.IsExplicitLayout && HasReferences(type) && Overlap(FieldSet.Of(type).Plans) ? Refusal.Overlapping : null;

    private static bool HasReferences(Type type) =>
        !Array.TrueForAll(FieldSet.Of(type).Plans, static field => FieldLayout.IsPlainMemory(field.Type));

    private static bool Overlap(FieldPlan[] fields)
    {
        List<(int Start, int End)> places = [];
        foreach (FieldPlan field in fields)
        {
            if (field.Info.GetCustomAttribute<FieldOffsetAttribute>() is { Value: var start })
            {
                int end = start + (field.Type.IsValueType ? RuntimeHelpers.SizeOf(field.Type.TypeHandle) : nint.Size);
                if (places.Exists(other => start < other.End && other.Start < end))
                {
                    return true;
                }

                places.Add((start, end));
            }
        }

        return false;
    }
}
