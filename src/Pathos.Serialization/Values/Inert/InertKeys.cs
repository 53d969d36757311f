using System.Net;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;

namespace Pathos.Serialization;

/// <summary>Keys whose hash code, equality and order run nothing but code of .NET on inert values.</summary>
/// <remarks>
/// A type alone does not say that. A tuple asks what stands in it, and where a class is expected, a class of
/// the program may stand that derives from it.
/// </remarks>
internal static class InertKeys
{
    /// <summary>Tuples in one key, far beyond any program's.</summary>
    private const int MostParts = 256;

    private static readonly HashSet<Type> s_types =
    [
        typeof(string), typeof(decimal), typeof(Guid), typeof(DateTime), typeof(DateTimeOffset), typeof(DateOnly), typeof(TimeOnly),
        typeof(TimeSpan),
        typeof(Half), typeof(Int128), typeof(UInt128), typeof(BigInteger), typeof(Complex), typeof(Rune), typeof(Index), typeof(Range),
        typeof(Version), typeof(Uri),
        typeof(object),
    ];

    private static readonly HashSet<string> s_names = new(StringComparer.Ordinal)
    {
        "System.Xml.Linq.XName", "System.Xml.Linq.XNamespace", "System.Xml.XmlQualifiedName",
    };

    /// <summary>Finds the type of a key, or of what a key asks, that is neither inert nor declared;
    /// null when each is one of the two.</summary>
    public static Type? FirstForeign<TKey>(TKey[] keys, DeclaredTypes declared)
    {
        if (IsClosed(typeof(TKey)))
        {
            return null;
        }

        if (typeof(TKey).IsSealed && !AsksItsParts(typeof(TKey)))
        {
            return declared.Contains(typeof(TKey)) ? null : typeof(TKey);
        }

        Type? last = null;
        foreach (TKey key in keys)
        {
            if (key?.GetType() is { } type && type != last)
            {
                int parts = MostParts;
                if (ForeignIn(key, declared, ref parts) is { } foreign)
                {
                    return foreign;
                }

                last = AsksItsParts(type) ? null : type;
            }
        }

        return null;
    }

    private static Type? ForeignIn(object key, DeclaredTypes declared, ref int parts)
    {
        Type type = key.GetType();
        if (!AsksItsParts(type))
        {
            return IsInert(type) || declared.Contains(type) ? null : type;
        }

        // A tuple that holds itself, or holds one tuple twice on each of many levels, would be asked for ever.
        if (--parts < 0)
        {
            return type;
        }

        foreach (FieldPlan field in FieldSet.Of(type).Plans)
        {
            bool isReference = field.Kind is not (FieldKind.Raw or FieldKind.Native or FieldKind.String);
            if (isReference && field.Info.GetValue(key) is { } part && ForeignIn(part, declared, ref parts) is { } foreign)
            {
                return foreign;
            }
        }

        return null;
    }

    /// <summary>Tells whether keys of a declared type need not be looked at one by one: nothing else can stand there.</summary>
    public static bool IsClosed(Type type) => AsksItsParts(type)
        ? type.IsConstructedGenericType && Array.TrueForAll(type.GenericTypeArguments, IsClosed)
        : type.IsSealed && IsInert(type);

    private static bool IsInert(Type type) => type.IsPrimitive || type.IsEnum || s_types.Contains(type)

        // Of .NET's own classes among them there are several.
        || ((typeof(Type).IsAssignableFrom(type) || typeof(IPAddress).IsAssignableFrom(type)) && AssemblyOrigin.IsOfDotnet(type.Assembly))

        // By name, so that asking does not load the libraries of XML.
        || (s_names.Contains(type.FullName ?? string.Empty) && AssemblyOrigin.IsOfDotnet(type.Assembly))

        // They compare by reference.
        || type.IsArray;

    private static bool AsksItsParts(Type type)
    {
        if (!type.IsConstructedGenericType)
        {
            return type == typeof(IPEndPoint);
        }

        Type definition = type.GetGenericTypeDefinition();
        return definition == typeof(Nullable<>) || definition == typeof(KeyValuePair<,>)
            || (typeof(ITuple).IsAssignableFrom(definition) && definition.Assembly == typeof(object).Assembly);
    }
}
