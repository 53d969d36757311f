using System.Collections;
using System.Globalization;
using System.Reflection;

namespace Pathos.Serialization;

/// <summary>Tells whether a culture is more than its name says.</summary>
internal static class CultureFormats
{
    private static readonly PropertyInfo[] s_numbers = Array.FindAll(
        typeof(NumberFormatInfo).GetProperties(BindingFlags.Public | BindingFlags.Instance), static property => property.CanWrite);

    public static bool AreThoseOfTheName(CultureInfo culture)
    {
        CultureInfo named = CultureInfo.GetCultureInfo(CultureNames.Of(culture));
        return ReferenceEquals(named, culture)
            || (Array.TrueForAll(s_numbers, property =>
                AreEqual(property.GetValue(culture.NumberFormat), property.GetValue(named.NumberFormat)))
                && DateFormats.AreEqual(culture.DateTimeFormat, named.DateTimeFormat)
                && string.Equals(culture.TextInfo.ListSeparator, named.TextInfo.ListSeparator, StringComparison.Ordinal));
    }

    public static bool AreEqual(object? a, object? b) => StructuralComparisons.StructuralEqualityComparer.Equals(a, b);
}

/// <summary>What can be set on date formats.</summary>
internal static class DateFormats
{
    /// <summary>The letters that stand for more than one pattern.</summary>
    public const string Letters = "dDyTt";

    public static readonly PropertyInfo[] Settable = Array.FindAll(
        typeof(DateTimeFormatInfo).GetProperties(BindingFlags.Public | BindingFlags.Instance),
        static property => property.CanWrite && property.Name != nameof(DateTimeFormatInfo.Calendar));

    public static bool AreEqual(DateTimeFormatInfo a, DateTimeFormatInfo b) => a.Calendar.GetType() == b.Calendar.GetType()
        && a.Calendar.TwoDigitYearMax == b.Calendar.TwoDigitYearMax
        && Array.TrueForAll(Settable, property => CultureFormats.AreEqual(property.GetValue(a), property.GetValue(b)))
        && Letters.All(letter => CultureFormats.AreEqual(a.GetAllDateTimePatterns(letter), b.GetAllDateTimePatterns(letter)));
}

/// <summary>Date formats by their culture and calendar, and by what was set on them; the rest is tables of the machine.</summary>
internal sealed class DateTimeFormatReducer : Reducer
{
    public override string RuleName => "date format: its culture and what was changed";

    private const byte IsReadOnly = 1;
    private const byte IsOfTheName = 2;

    public override bool IsInert => true;

    public override bool Handles(Type type) => type == typeof(DateTimeFormatInfo);

    public override void Write(object value, GraphWriter writer)
    {
        DateTimeFormatInfo format = (DateTimeFormatInfo)value;
        string name = CultureData.NameOf(format);
        bool isOfTheName = ReferenceEquals(format, CultureInfo.GetCultureInfo(name).DateTimeFormat);
        writer.WriteString(name);
        writer.WriteByte((byte)((format.IsReadOnly ? IsReadOnly : 0) | (isOfTheName ? IsOfTheName : 0)));
        if (isOfTheName)
        {
            return;
        }

        DateTimeFormatInfo plain = Plain(CultureInfo.GetCultureInfo(name), format.Calendar);
        writer.WriteObject(format.Calendar, ".Calendar");
        writer.WriteObject(Array.ConvertAll(
            DateFormats.Letters.ToCharArray(), letter =>
                Changed(format.GetAllDateTimePatterns(letter), plain.GetAllDateTimePatterns(letter))));
        writer.WriteObject(Array.ConvertAll(DateFormats.Settable, property =>
            Changed(property.GetValue(format), property.GetValue(plain))));
    }

    public override object Read(Type type, GraphReader reader)
    {
        CultureInfo culture = CultureNames.Find(reader.ReadString() ?? string.Empty, reader);
        byte form = reader.ReadByte();
        if ((form & IsOfTheName) != 0)
        {
            return culture.DateTimeFormat;
        }

        DateTimeFormatInfo format = Plain(culture, reader.ReadObject<Calendar>());
        string[]?[] patterns = reader.ReadObject<string[]?[]>();
        for (int i = 0; i < DateFormats.Letters.Length && i < patterns.Length; i++)
        {
            if (patterns[i] is { } changed)
            {
                format.SetAllDateTimePatterns(changed, DateFormats.Letters[i]);
            }
        }

        object?[] values = reader.ReadObject<object?[]>();
        for (int i = 0; i < DateFormats.Settable.Length && i < values.Length; i++)
        {
            if (values[i] is { } changed)
            {
                DateFormats.Settable[i].SetValue(format, changed);
            }
        }

        return (form & IsReadOnly) != 0 ? DateTimeFormatInfo.ReadOnly(format) : format;
    }

    private static DateTimeFormatInfo Plain(CultureInfo culture, Calendar calendar)
    {
        var format = (DateTimeFormatInfo)culture.DateTimeFormat.Clone();
        format.Calendar = calendar;
        return format;
    }

    private static T? Changed<T>(T? value, T? plain)
        where T : class => CultureFormats.AreEqual(value, plain) ? null : value;
}

/// <summary>A calendar of .NET by its type and by what can be set on it.</summary>
internal sealed class CalendarReducer : Reducer
{
    public override string RuleName => "calendar: its settings";

    private static readonly CalendarReducer s_instance = new();

    public override bool IsInert => true;

    public static Reducer? Find(Type type) => s_instance.Handles(type) ? s_instance : null;

    public override bool Handles(Type type) =>
        typeof(Calendar).IsAssignableFrom(type) && !type.IsAbstract && type.Assembly == typeof(Calendar).Assembly
        && type.GetConstructor(Type.EmptyTypes) is not null;

    public override void Write(object value, GraphWriter writer)
    {
        Calendar calendar = (Calendar)value;
        writer.WriteByte(calendar.IsReadOnly ? (byte)1 : (byte)0);
        writer.WriteVarInt(calendar.TwoDigitYearMax);
        writer.WriteVarInt(calendar switch
        {
            GregorianCalendar gregorian => (int)gregorian.CalendarType,
            HijriCalendar hijri => hijri.HijriAdjustment + MostAdjustment,
            _ => 0,
        });
    }

    public override object Read(Type type, GraphReader reader)
    {
        var calendar = (Calendar)Activator.CreateInstance(type)!;
        bool isReadOnly = reader.ReadByte() == 1;
        int lastYear = reader.ReadVarInt();
        int way = reader.ReadVarInt();
        if (lastYear != calendar.TwoDigitYearMax)
        {
            calendar.TwoDigitYearMax = lastYear;
        }

        if (calendar is GregorianCalendar gregorian)
        {
            gregorian.CalendarType = (GregorianCalendarTypes)way;
        }
        else if (calendar is HijriCalendar hijri)
        {
            hijri.HijriAdjustment = way - MostAdjustment;
        }

        return isReadOnly ? Calendar.ReadOnly(calendar) : calendar;
    }

    /// <summary>Two days earlier or later are all that .NET takes.</summary>
    private const int MostAdjustment = 2;
}
