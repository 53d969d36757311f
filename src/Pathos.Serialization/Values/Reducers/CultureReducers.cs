using System.Globalization;
using System.Reflection;

namespace Pathos.Serialization;

/// <summary>A culture by name, with its number and date formats where the user changed a copy.</summary>
internal sealed class CultureReducer : Reducer
{
    public override bool Handles(Type type) => type == typeof(CultureInfo);

    public override void Write(object value, GraphWriter writer)
    {
        CultureInfo culture = (CultureInfo)value;
        writer.WriteString(culture.Name);
        writer.WriteByte(culture.IsReadOnly ? (byte)1 : (byte)0);
        if (!culture.IsReadOnly)
        {
            writer.WriteObject(culture.NumberFormat, ".NumberFormat");
            writer.WriteObject(culture.DateTimeFormat, ".DateTimeFormat");
        }
    }

    public override object Read(Type type, GraphReader reader)
    {
        string name = reader.ReadString() ?? string.Empty;
        if (reader.ReadByte() == 1)
        {
            return CultureInfo.GetCultureInfo(name);
        }

        CultureInfo culture = (CultureInfo)CultureInfo.GetCultureInfo(name).Clone();
        culture.NumberFormat = reader.ReadObject<NumberFormatInfo>();
        culture.DateTimeFormat = reader.ReadObject<DateTimeFormatInfo>();
        return culture;
    }
}

/// <summary>Date formats by what can be set on them; the rest is tables of the machine.</summary>
internal sealed class DateTimeFormatReducer : Reducer
{
    private static readonly PropertyInfo[] s_settable = Array.FindAll(
        typeof(DateTimeFormatInfo).GetProperties(BindingFlags.Public | BindingFlags.Instance),
        static p => p.CanWrite && p.Name != nameof(DateTimeFormatInfo.Calendar));

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
    public override bool Handles(Type type) => type == typeof(CompareInfo);

    public override void Write(object value, GraphWriter writer) => writer.WriteString(((CompareInfo)value).Name);

    public override object Read(Type type, GraphReader reader) => CompareInfo.GetCompareInfo(reader.ReadString() ?? string.Empty);
}

/// <summary>A culture's way of casing, by name.</summary>
internal sealed class TextInfoReducer : Reducer
{
    public override bool Handles(Type type) => type == typeof(TextInfo);

    public override void Write(object value, GraphWriter writer) => writer.WriteString(((TextInfo)value).CultureName);

    public override object Read(Type type, GraphReader reader) => CultureInfo.GetCultureInfo(reader.ReadString() ?? string.Empty).TextInfo;
}
