using System.Runtime.CompilerServices;

namespace Pathos.Serialization;

/// <summary>What the generated code that starts at one method can read of closures, and of the objects
/// that closures were written in.</summary>
internal sealed class Reach
{
    // Weakly: a type that inherits may belong to a load context that goes.
    private readonly ConditionalWeakTable<TypePlan, ulong[]> _masks = [];

    /// <summary>Gets the fields that are read.</summary>
    public HashSet<FieldKey> Fields { get; } = [];

    /// <summary>Gets the generated types that the code touches at all; of others it says nothing.</summary>
    public HashSet<FieldKey> Touched { get; } = [];

    /// <summary>Gets the user's types whose <c>this</c> goes where the walk cannot follow, so all of their fields may be read.</summary>
    public HashSet<FieldKey> Escaped { get; } = [];

    /// <summary>Gets or sets whether some code could not be read; then nothing may be pruned.</summary>
    public bool IsUnknown { get; set; }

    /// <summary>Gets which fields of a pruned type this code alone needs.</summary>
    public ulong[] MaskFor(TypePlan plan) =>
        _masks.TryGetValue(plan, out ulong[]? mask) ? mask : _masks.GetValue(plan, known => Compute(known, [this], [], isWhole: false));

    /// <summary>Gets which fields are needed by several bodies of code together, and by data that names fields.</summary>
    public static ulong[] Compute(TypePlan plan, List<Reach> reaches, HashSet<FieldKey> kept, bool isWhole)
    {
        FieldPlan[] fields = plan.Fields.Plans;
        ulong[] mask = FieldMask.New(fields.Length);
        isWhole |= reaches.Exists(static r => r.IsUnknown);
        for (int i = 0; i < fields.Length; i++)
        {
            FieldPlan field = fields[i];
            if (!field.IsLambdaCache && (isWhole || kept.Contains(field.Key) || reaches.Exists(r => r.Fields.Contains(field.Key))))
            {
                FieldMask.Set(mask, i);
            }
        }

        return mask;
    }

    /// <summary>Adds what other code can read, which runs with this.</summary>
    public void Include(Reach other)
    {
        Fields.UnionWith(other.Fields);
        Touched.UnionWith(other.Touched);
        Escaped.UnionWith(other.Escaped);
        IsUnknown |= other.IsUnknown;
    }

    /// <summary>Tells whether all fields of objects of this type, or a base of it, may be read.</summary>
    public bool Escapes(Type type)
    {
        if (IsUnknown)
        {
            return true;
        }

        for (Type? t = type; Escaped.Count > 0 && t is not null; t = t.BaseType)
        {
            if (Escaped.Contains(FieldKey.Of(t)))
            {
                return true;
            }
        }

        return false;
    }
}
