using System.Reflection;
using System.Runtime.CompilerServices;

namespace Pathos.Serialization;

/// <summary>Numbers as wide as a pointer: <c>nint</c> and <c>nuint</c>, which are the same types as
/// <see cref="IntPtr"/> and <see cref="UIntPtr"/>.</summary>
/// <remarks>
/// Nothing in such a value tells a number from a handle, and a handle that travels is worse than one that is refused: code over there
/// would use memory that it does not have. So the declaration decides. It is a handle in the framework's types, except those that
/// compute; in types that release something; and where the name says so. It is a number anywhere else: in variables, arrays,
/// collections, tuples and the user's own records.
/// </remarks>
internal static class NativeNumbers
{
    private const int Size = sizeof(long);

    private static readonly string[] s_endings =
    [
        "handle", "handles", "ptr", "ptrs", "pointer", "pointers", "address", "addresses", "function", "callback", "hwnd", "hdc",
        "hmodule", "hinstance",
    ];

    /// <summary>Tells whether a field of such a number holds a handle or an address.</summary>
    public static bool IsHandle(FieldInfo field)
    {
        if (!IsNative(Innermost(field.FieldType)))
        {
            return false;
        }

        Type owner = field.DeclaringType!;
        return InertTypes.IsOfTheFramework(owner.Assembly) ? !IsGivenByItsUser(field) && owner.Namespace != "System.Numerics"
            : SaysHandle(CompilerNames.Display(field) ?? field.Name)
                || (!CompilerNames.IsGenerated(owner) && (IsReleased(owner) || SaysHandle(NameOf(owner))));
    }

    /// <summary>Writes eight bytes, whatever the machine.</summary>
    public static void Write<T>(GraphWriter writer, T value) => writer.WriteRaw(typeof(T) == typeof(nint)
        ? Unsafe.As<T, nint>(ref value)
        : unchecked((long)(ulong)Unsafe.As<T, nuint>(ref value)));

    public static void WriteBoxed(GraphWriter writer, object value) =>
        writer.WriteRaw(value is nint signed ? signed : unchecked((long)(ulong)(nuint)value));

    /// <summary>Reads a number. A machine with narrower pointers refuses what it cannot hold.</summary>
    public static T Read<T>(GraphReader reader)
    {
        long bits = reader.ReadRaw<long>();
        if (typeof(T) == typeof(nint))
        {
            nint signed = Signed(bits);
            return Unsafe.As<nint, T>(ref signed);
        }

        nuint unsigned = Unsigned(bits);
        return Unsafe.As<nuint, T>(ref unsigned);
    }

    public static object ReadBoxed(Type type, GraphReader reader)
    {
        long bits = reader.ReadRaw<long>();
        return type == typeof(nint) ? Signed(bits) : Unsigned(bits);
    }

    private static nint Signed(long bits) =>
        nint.Size == Size || bits is >= int.MinValue and <= int.MaxValue ? (nint)bits : throw TooWide();

    private static nuint Unsigned(long bits) => nint.Size == Size || (ulong)bits <= uint.MaxValue ? (nuint)(ulong)bits : throw TooWide();

    private static InvalidDataException TooWide() => PayloadReader.Malformed("a native number is wider than those of this machine");

    private static bool IsNative(Type type) => type == typeof(nint) || type == typeof(nuint);

    private static Type Innermost(Type type)
    {
        Type inner = type;
        while (inner.IsArray)
        {
            inner = inner.GetElementType()!;
        }

        return Nullable.GetUnderlyingType(inner) ?? inner;
    }

    /// <summary>Tells whether the field is of a type argument, as the items of a list are.</summary>
    private static bool IsGivenByItsUser(FieldInfo field) =>
        field.DeclaringType!.IsConstructedGenericType && !IsNative(Innermost(field.Module.ResolveField(field.MetadataToken)!.FieldType));

    private static bool IsReleased(Type type) =>
        typeof(IDisposable).IsAssignableFrom(type) || typeof(IAsyncDisposable).IsAssignableFrom(type) || OwnCode.HasFinaliser(type);

    private static string NameOf(Type type) => CompilerNames.FileLocalName(type.Name) ?? type.Name;

    private static bool SaysHandle(string name)
    {
        // Neither counters nor the mark of a generic type are part of the word.
        string word = name.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '_', '`');
        return Array.Exists(s_endings, ending => word.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            || IsHungarian(name.TrimStart('_'));
    }

    /// <summary>The names of C's interfaces: <c>hFile</c>, <c>pBuffer</c>, <c>lpData</c>.</summary>
    private static bool IsHungarian(string name) =>
        (name.Length > 1 && name[0] is 'h' or 'p' && char.IsUpper(name[1]))
        || (name.Length > 2 && name.StartsWith("lp", StringComparison.Ordinal) && char.IsUpper(name[2]));
}
