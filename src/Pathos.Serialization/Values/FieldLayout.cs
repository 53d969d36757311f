using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Pathos.Serialization;

/// <summary>How a value travels inside its holder.</summary>
internal enum FieldKind
{
    /// <summary>A reference to an object.</summary>
    Reference,

    /// <summary>Text.</summary>
    String,

    /// <summary>Memory without references.</summary>
    Raw,

    /// <summary>A value and whether there is one. Apart from Raw because boxing loses the shell.</summary>
    Nullable,

    /// <summary>A value with references, field by field.</summary>
    Struct,

    /// <summary>A pointer or handle: meaningless elsewhere.</summary>
    Handle,
}

/// <summary>Classifies types by what their memory holds.</summary>
internal static class FieldLayout
{
    private static readonly ConcurrentDictionary<Type, Classified> s_kinds = new();

    /// <summary>Gets how a field, element or item of this declared type travels.</summary>
    public static FieldKind KindOf(Type type)
    {
        if (!type.IsValueType)
        {
            return type == typeof(string) ? FieldKind.String
                : type.IsPointer || type.IsFunctionPointer || type.IsByRef ? FieldKind.Handle
                : FieldKind.Reference;
        }

        if (type.IsPrimitive)
        {
            return type == typeof(nint) || type == typeof(nuint) ? FieldKind.Handle : FieldKind.Raw;
        }

        return type.IsEnum ? FieldKind.Raw : (s_kinds.TryGetValue(type, out Classified? known) ? known : s_kinds.GetOrAdd(type, new Classified(Classify(type)))).Kind;
    }

    private static FieldKind Classify(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is not null)
        {
            return FieldKind.Nullable;
        }

        return IsPlainMemory(type) ? FieldKind.Raw : FieldKind.Struct;
    }

    /// <summary>True if the memory holds neither references nor pointers; a <c>Nullable</c> inside is plain memory too.</summary>
    public static bool IsPlainMemory(Type type)
    {
        if (type.IsPrimitive || type.IsEnum)
        {
            return KindOf(type) == FieldKind.Raw;
        }

        if (!type.IsValueType || type.IsByRefLike || type.ContainsGenericParameters)
        {
            return false;
        }

        foreach (FieldInfo field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
        {
            if (!IsPlainMemory(field.FieldType))
            {
                return false;
            }
        }

        return true;
    }

    private sealed record Classified(FieldKind Kind);

    /// <summary>True for a fixed-length inline array, whose one declared field stands for many.</summary>
    public static bool IsInlineArray(Type type) => type.IsDefined(typeof(InlineArrayAttribute), inherit: false);
}
