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

    /// <summary>A number as wide as a pointer, whose width differs between machines. Apart from Raw
    /// because eight bytes travel from each.</summary>
    Native,

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
    private static readonly Remembered<Type, Classified> s_kinds = new();

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
            return type == typeof(nint) || type == typeof(nuint) ? FieldKind.Native : FieldKind.Raw;
        }

        return type.IsEnum
            ? FieldKind.Raw
            : (s_kinds.TryGetValue(type, out Classified? known) ? known : s_kinds.GetOrAdd(type, new Classified(Classify(type)))).Kind;
    }

    /// <summary>True for an array of pointers, or of such arrays: it is refused as a whole, since a pointer has no name by
    /// which its type could be announced.</summary>
    public static bool HoldsPointers(Type array)
    {
        Type element = array;
        while (element.IsArray)
        {
            element = element.GetElementType()!;
        }

        return element.IsPointer || element.IsFunctionPointer;
    }

    private static FieldKind Classify(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is not null)
        {
            return FieldKind.Nullable;
        }

        return IsPlainMemory(type) ? FieldKind.Raw : FieldKind.Struct;
    }

    /// <summary>True for a field that its author keeps out of what is written. The framework marks caches and seeds so,
    /// which its types need all the same.</summary>
    public static bool IsLeftOut(FieldInfo field) => IsMarked(field) && !InertTypes.IsOfTheFramework(field.Module.Assembly);

    /// <summary>True if the memory holds neither references nor pointers, and all of it travels; a
    /// <c>Nullable</c> inside is plain memory too.</summary>
    public static bool IsPlainMemory(Type type)
    {
        if (type.IsPrimitive || type.IsEnum)
        {
            return KindOf(type) == FieldKind.Raw;
        }

        if (!type.IsValueType || type.IsByRefLike || type.ContainsGenericParameters || Registrations.Find(type) is not null)
        {
            return false;
        }

        foreach (FieldInfo field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
        {
            if (IsLeftOut(field) || !IsPlainMemory(field.FieldType))
            {
                return false;
            }
        }

        return true;
    }

    // The formatter of old is obsolete; the mark that users set for it is what says which fields they keep out.
#pragma warning disable SYSLIB0050
    private static bool IsMarked(FieldInfo field) => field.Attributes.HasFlag(FieldAttributes.NotSerialized);
#pragma warning restore SYSLIB0050

    private sealed record Classified(FieldKind Kind);

    /// <summary>True for a fixed-length inline array, whose one declared field stands for many.</summary>
    public static bool IsInlineArray(Type type) => type.IsDefined(typeof(InlineArrayAttribute), inherit: false);
}
