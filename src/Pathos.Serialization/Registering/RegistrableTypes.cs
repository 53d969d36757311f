namespace Pathos.Serialization;

/// <summary>The types about which a user has a say: classes and structs that are neither .NET's nor ours.</summary>
internal static class RegistrableTypes
{
    public static bool Contains(Type type) =>
        (type.IsClass || type.IsValueType) && !type.IsEnum && !type.IsArray && !type.IsPointer && !type.IsByRefLike
        && !type.Assembly.IsDynamic && !typeof(Delegate).IsAssignableFrom(type) && !typeof(Exception).IsAssignableFrom(type)
        && !InertTypes.IsOfTheFramework(type.Assembly) && AssemblyOrigin.Of(type.Assembly) == Origin.User;
}
