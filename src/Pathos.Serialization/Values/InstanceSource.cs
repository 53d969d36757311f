using System.Reflection;

namespace Pathos.Serialization;

/// <summary>A static member whose value is one object for as long as the process lives.</summary>
internal sealed record InstanceSource(Type Holder, string Name, Func<object?> Read)
{
    public static InstanceSource Of(FieldInfo field) => new(field.DeclaringType!, field.Name, () => field.GetValue(null));

    public static InstanceSource Of(PropertyInfo property) => new(property.DeclaringType!, property.Name, () => property.GetValue(null));
}
