using System.Reflection;

namespace Pathos.Serialization;

/// <summary>A field or type as code refers to it: the same for every construction of a generic type.</summary>
internal readonly record struct FieldKey(Module Module, int Token)
{
    public static FieldKey Of(FieldInfo field) => new(field.Module, field.MetadataToken);

    public static FieldKey Of(Type type) => new(type.Module, type.MetadataToken);
}
