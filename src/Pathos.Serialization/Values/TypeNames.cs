namespace Pathos.Serialization;

/// <summary>Type names for people: full, without assembly qualification.</summary>
internal static class TypeNames
{
    public static string Of(Type type)
    {
        if (!type.IsConstructedGenericType || type.IsArray)
        {
            return type.ToString();
        }

        string name = type.GetGenericTypeDefinition().FullName ?? type.Name;
        int tick = name.IndexOf('`', StringComparison.Ordinal);
        return $"{(tick < 0 ? name : name[..tick])}<{string.Join(", ", Array.ConvertAll(type.GetGenericArguments(), Of))}>";
    }
}
