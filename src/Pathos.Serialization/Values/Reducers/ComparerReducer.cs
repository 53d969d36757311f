using System.Collections;
using System.Globalization;

namespace Pathos.Serialization;

/// <summary>Comparers that exist once a process, so that equality with <c>Default</c> or <c>Ordinal</c> still holds over there.</summary>
internal sealed class ComparerReducer : Reducer
{
    public override string RuleName => "comparer by its kind";

    private const byte DefaultEquality = 0;
    private const byte DefaultOrder = 1;
    private const byte Reference = 2;
    private const byte Ordinal = 3;
    private const byte OrdinalIgnoreCase = 4;
    private const byte Culture = 5;

    private static readonly ComparerReducer s_instance = new();

    /// <summary>Gets the reducer if the type is one of the known comparers; others travel by their fields.</summary>
    public static Reducer? Find(Type type) => s_instance.Handles(type) ? s_instance : null;

    public override bool IsInert => true;

    public override bool Handles(Type type) =>
        typeof(StringComparer).IsAssignableFrom(type) && AssemblyOrigin.Of(type.Assembly) == Origin.Framework
        || type == typeof(ReferenceEqualityComparer)
        || DefaultOf(type, typeof(EqualityComparer<>)) is not null
        || DefaultOf(type, typeof(Comparer<>)) is not null;

    public override void Write(object value, GraphWriter writer)
    {
        Type type = value.GetType();
        if (value is StringComparer strings)
        {
            WriteStrings(strings, writer);
        }
        else if (type == typeof(ReferenceEqualityComparer))
        {
            writer.WriteByte(Reference);
        }
        else
        {
            bool isEquality = DefaultOf(type, typeof(EqualityComparer<>)) is not null;
            writer.WriteByte(isEquality ? DefaultEquality : DefaultOrder);
            writer.WriteType(ArgumentOf(type, isEquality ? typeof(EqualityComparer<>) : typeof(Comparer<>))!);
        }
    }

    public override object Read(Type type, GraphReader reader) => reader.ReadByte() switch
    {
        DefaultEquality => Default(typeof(EqualityComparer<>), reader.ReadType()),
        DefaultOrder => Default(typeof(Comparer<>), reader.ReadType()),
        Reference => ReferenceEqualityComparer.Instance,
        Ordinal => StringComparer.Ordinal,
        OrdinalIgnoreCase => StringComparer.OrdinalIgnoreCase,
        Culture => reader.ReadObject<CompareInfo>().GetStringComparer((CompareOptions)reader.ReadVarInt()),
        _ => throw PayloadReader.Malformed("a comparer is of no known kind"),
    };

    private static void WriteStrings(StringComparer comparer, GraphWriter writer)
    {
        if (StringComparer.IsWellKnownOrdinalComparer(comparer, out bool ignoreCase))
        {
            writer.WriteByte(ignoreCase ? OrdinalIgnoreCase : Ordinal);
        }
        else if (StringComparer.IsWellKnownCultureAwareComparer(comparer, out CompareInfo? culture, out CompareOptions options))
        {
            writer.WriteByte(Culture);
            writer.WriteObject(culture);
            writer.WriteVarInt((int)options);
        }
        else
        {
            writer.Refuse(
                comparer.GetType(), "This string comparer is none of the known ones.", "Use StringComparer.Create with a culture.");
        }
    }

    /// <summary>Gets the default comparer if this private type is the type of one.</summary>
    private static object? DefaultOf(Type type, Type definition)
    {
        // Only the base library's own types: a user's comparer with the same base is data.
        if (type.Assembly != typeof(object).Assembly || ArgumentOf(type, definition) is not { } argument
            || argument.ContainsGenericParameters)
        {
            return null;
        }

        object comparer = Default(definition, argument);
        return comparer.GetType() == type ? comparer : null;
    }

    private static Type? ArgumentOf(Type type, Type definition)
    {
        for (Type? t = type.BaseType; t is not null; t = t.BaseType)
        {
            if (t.IsConstructedGenericType && t.GetGenericTypeDefinition() == definition)
            {
                return t.GetGenericArguments()[0];
            }
        }

        return null;
    }

    private static object Default(Type definition, Type argument) =>
        definition.MakeGenericType(argument).GetProperty("Default")!.GetValue(null)!;
}
