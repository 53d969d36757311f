using System.Reflection;

namespace Pathos.Serialization;

/// <summary>A field or type as code refers to it: the same for every construction of a generic type.</summary>
/// <remarks>A class, so that sets of it use code that is compiled already when a worker starts.</remarks>
internal sealed record FieldKey(Module Module, int Token)
{
    public static FieldKey Of(FieldInfo field) => new(field.Module, field.MetadataToken);

    public static FieldKey Of(Type type) => new(type.Module, type.MetadataToken);
}
