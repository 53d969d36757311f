using System.Globalization;
using System.Reflection;

namespace Pathos.Serialization;

/// <summary>A culture by name, with its number and date formats where the user changed a copy.</summary>
internal sealed class CultureReducer : Reducer
{
    public override bool IsInert => true;

    public override bool Handles(Type type) => type == typeof(CultureInfo);

    private const byte Changeable = 0;
    private const byte Named = 1;
    private const byte ReadOnly = 2;

    public override void Write(object value, GraphWriter writer)
    {
        CultureInfo culture = (CultureInfo)value;
        byte form = !culture.IsReadOnly ? Changeable : CultureFormats.AreThoseOfTheName(culture) ? Named : ReadOnly;
        writer.WriteString(culture.Name);
        writer.WriteByte(form);
        if (form != Named)
        {
            writer.WriteObject(culture.NumberFormat, ".NumberFormat");
            writer.WriteObject(culture.DateTimeFormat, ".DateTimeFormat");
        }
    }

    public override object Read(Type type, GraphReader reader)
    {
        string name = reader.ReadString() ?? string.Empty;
        byte form = reader.ReadByte();
        if (form == Named)
        {
            return CultureNames.Find(name, reader);
        }

        CultureInfo culture = (CultureInfo)CultureNames.Find(name, reader).Clone();
        culture.NumberFormat = reader.ReadObject<NumberFormatInfo>();
        culture.DateTimeFormat = reader.ReadObject<DateTimeFormatInfo>();
        return form == ReadOnly ? CultureInfo.ReadOnly(culture) : culture;
    }
}

/// <summary>Finds cultures by name.</summary>
internal static class CultureNames
{
    /// <summary>Gets a culture. Data may name only those that this machine knows.</summary>
    /// <remarks>.NET takes any other name too, and keeps for ever each that it was asked for.</remarks>
    public static CultureInfo Find(string name, GraphReader reader) =>
        reader.Context.HoldsCode ? CultureInfo.GetCultureInfo(name) : CultureInfo.GetCultureInfo(name, predefinedOnly: true);
}

/// <summary>Tells whether a culture is more than its name says.</summary>
internal static class CultureFormats
{
    private static readonly PropertyInfo[] s_numbers = PropertiesOf(typeof(NumberFormatInfo));
    private static readonly PropertyInfo[] s_dates = PropertiesOf(typeof(DateTimeFormatInfo));

    public static bool AreThoseOfTheName(CultureInfo culture)
    {
        CultureInfo named = CultureInfo.GetCultureInfo(culture.Name);
        return ReferenceEquals(named, culture)
            || (AreEqual(s_numbers, culture.NumberFormat, named.NumberFormat) && AreEqual(s_dates, culture.DateTimeFormat, named.DateTimeFormat)
                && culture.DateTimeFormat.Calendar.GetType() == named.DateTimeFormat.Calendar.GetType());
    }

    private static bool AreEqual(PropertyInfo[] properties, object a, object b) =>
        Array.TrueForAll(properties, property => System.Collections.StructuralComparisons.StructuralEqualityComparer.Equals(property.GetValue(a), property.GetValue(b)));

    private static PropertyInfo[] PropertiesOf(Type type) => Array.FindAll(
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance), static property => property.CanWrite && property.Name != nameof(DateTimeFormatInfo.Calendar));
}

/// <summary>Date formats by what can be set on them; the rest is tables of the machine.</summary>
internal sealed class DateTimeFormatReducer : Reducer
{
    private static readonly PropertyInfo[] s_settable = Array.FindAll(
        typeof(DateTimeFormatInfo).GetProperties(BindingFlags.Public | BindingFlags.Instance),
        static p => p.CanWrite && p.Name != nameof(DateTimeFormatInfo.Calendar));

    public override bool IsInert => true;

    public override bool Handles(Type type) => type == typeof(DateTimeFormatInfo);

    public override void Write(object value, GraphWriter writer)
    {
        DateTimeFormatInfo format = (DateTimeFormatInfo)value;
        writer.WriteObject(format.Calendar, ".Calendar");
        writer.WriteByte(format.IsReadOnly ? (byte)1 : (byte)0);
        writer.WriteObject(Array.ConvertAll(s_settable, p => p.GetValue(format)));
    }

    public override object Read(Type type, GraphReader reader)
    {
        DateTimeFormatInfo format = (DateTimeFormatInfo)CultureInfo.InvariantCulture.DateTimeFormat.Clone();
        Calendar calendar = reader.ReadObject<Calendar>();
        if (calendar is GregorianCalendar)
        {
            format.Calendar = calendar;
        }

        bool isReadOnly = reader.ReadByte() == 1;
        object?[] values = reader.ReadObject<object?[]>();
        for (int i = 0; i < s_settable.Length && i < values.Length; i++)
        {
            s_settable[i].SetValue(format, values[i]);
        }

        return isReadOnly ? DateTimeFormatInfo.ReadOnly(format) : format;
    }
}

/// <summary>A culture's way of comparing, by name.</summary>
internal sealed class CompareInfoReducer : Reducer
{
    public override bool IsInert => true;

    public override bool Handles(Type type) => type == typeof(CompareInfo);

    public override void Write(object value, GraphWriter writer) => writer.WriteString(((CompareInfo)value).Name);

    public override object Read(Type type, GraphReader reader) =>
        CultureNames.Find(reader.ReadString() ?? string.Empty, reader).CompareInfo;
}

/// <summary>A culture's way of casing, by name.</summary>
internal sealed class TextInfoReducer : Reducer
{
    public override bool IsInert => true;

    public override bool Handles(Type type) => type == typeof(TextInfo);

    public override void Write(object value, GraphWriter writer) => writer.WriteString(((TextInfo)value).CultureName);

    public override object Read(Type type, GraphReader reader) => CultureNames.Find(reader.ReadString() ?? string.Empty, reader).TextInfo;
}
