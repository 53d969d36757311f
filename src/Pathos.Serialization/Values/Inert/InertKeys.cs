using System.Net;
using System.Numerics;
using System.Text;

namespace Pathos.Serialization;

/// <summary>Key types whose hash code, equality and order run nothing but code of .NET on inert values.</summary>
internal static class InertKeys
{
    private static readonly HashSet<Type> s_types =
    [
        typeof(string), typeof(decimal), typeof(Guid), typeof(DateTime), typeof(DateTimeOffset), typeof(DateOnly), typeof(TimeOnly), typeof(TimeSpan),
        typeof(Half), typeof(Int128), typeof(UInt128), typeof(BigInteger), typeof(Complex), typeof(Rune), typeof(Index), typeof(Range), typeof(Version), typeof(Uri),
        typeof(IPAddress), typeof(IPEndPoint), typeof(object),
    ];

    /// <summary>Finds the type of a key that is neither inert nor declared, or null.</summary>
    public static Type? FirstForeign<TKey>(TKey[] keys, DeclaredTypes declared)
    {
        if (typeof(TKey) != typeof(object) && (typeof(TKey).IsSealed || typeof(TKey).IsValueType))
        {
            return Contains(typeof(TKey)) || declared.Contains(typeof(TKey)) ? null : typeof(TKey);
        }

        Type? last = null;
        foreach (TKey key in keys)
        {
            if (key?.GetType() is { } type && type != last)
            {
                if (!Contains(type) && !declared.Contains(type))
                {
                    return type;
                }

                last = type;
            }
        }

        return null;
    }

    private static bool Contains(Type type)
    {
        if (type.IsPrimitive || type.IsEnum || s_types.Contains(type) || typeof(Type).IsAssignableFrom(type))
        {
            return true;
        }

        // They compare by reference.
        if (type.IsArray)
        {
            return true;
        }

        return type.IsConstructedGenericType && IsMadeOfParts(type.GetGenericTypeDefinition()) && Array.TrueForAll(type.GenericTypeArguments, static part => part != typeof(object) && Contains(part));
    }

    private static bool IsMadeOfParts(Type definition) => definition == typeof(Nullable<>) || definition == typeof(KeyValuePair<,>)
        || (definition.Namespace == "System" && definition.Assembly == typeof(object).Assembly
            && (definition.Name.StartsWith("ValueTuple`", StringComparison.Ordinal) || definition.Name.StartsWith("Tuple`", StringComparison.Ordinal)));
}
