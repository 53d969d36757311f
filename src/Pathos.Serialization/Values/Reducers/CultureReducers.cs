using System.Globalization;

namespace Pathos.Serialization;

/// <summary>A culture by name, with its number and date formats where the user changed a copy.</summary>
internal sealed class CultureReducer : Reducer
{
    public override string RuleName => "culture: its name and what was changed";

    private const byte IsReadOnly = 1;
    private const byte HasUserOverride = 2;
    private const byte HasFormats = 4;

    public override bool IsInert => true;

    public override bool Handles(Type type) => type == typeof(CultureInfo);

    public override void Write(object value, GraphWriter writer)
    {
        CultureInfo culture = (CultureInfo)value;
        string name = CultureNames.Of(culture);
        bool hasFormats = !culture.IsReadOnly || !CultureFormats.AreThoseOfTheName(culture);
        int form = (culture.IsReadOnly ? IsReadOnly : 0) | (culture.UseUserOverride ? HasUserOverride : 0) | (hasFormats ? HasFormats : 0);
        writer.WriteByte((byte)form);
        writer.WriteString(name);

        // Another culture's way of comparing and casing, if it was made with one.
        string comparing = culture.CompareInfo.Name;
        writer.WriteString(string.Equals(comparing, name, StringComparison.Ordinal) ? null : comparing);
        if (hasFormats)
        {
            writer.WriteObject(culture.NumberFormat, ".NumberFormat");
            writer.WriteObject(culture.DateTimeFormat, ".DateTimeFormat");
            writer.WriteString(culture.TextInfo.ListSeparator);
        }
    }

    public override object Read(Type type, GraphReader reader)
    {
        byte form = reader.ReadByte();
        CultureInfo known = CultureNames.Find(reader.ReadString() ?? string.Empty, reader);
        if (reader.ReadString() is { } comparing)
        {
            known = CultureInfo.GetCultureInfo(CultureNames.Of(known), CultureNames.Of(CultureNames.Find(comparing, reader)));
        }

        if (form == IsReadOnly)
        {
            return known;
        }

        CultureInfo culture = (form & HasUserOverride) != 0
            ? new CultureInfo(CultureNames.Of(known), useUserOverride: true)
            : (CultureInfo)known.Clone();
        if ((form & HasFormats) != 0)
        {
            culture.NumberFormat = reader.ReadObject<NumberFormatInfo>();
            culture.DateTimeFormat = reader.ReadObject<DateTimeFormatInfo>();
            culture.TextInfo.ListSeparator = reader.ReadString() ?? culture.TextInfo.ListSeparator;
        }

        return (form & IsReadOnly) != 0 ? CultureInfo.ReadOnly(culture) : culture;
    }
}

/// <summary>Finds cultures by name.</summary>
internal static class CultureNames
{
    /// <summary>The alternate orders that .NET knows, as they follow the name of a culture.</summary>
    private static readonly HashSet<string> s_orders = new(StringComparer.OrdinalIgnoreCase)
    {
        "phoneb", "tradnl", "technl", "modern", "stroke", "radstr", "pronun", "unihan",
    };

    /// <summary>Gets the whole name, with that of an alternate order.</summary>
    public static string Of(CultureInfo culture) => culture.ToString();

    /// <summary>Gets a culture. Data may name only those that this machine knows.</summary>
    /// <remarks>.NET takes any other name too, and keeps for ever each that it was asked for.</remarks>
    public static CultureInfo Find(string name, GraphReader reader)
    {
        if (!reader.Context.HoldsCode)
        {
            int order = name.IndexOf('_', StringComparison.Ordinal);
            string plain = order >= 0 && s_orders.Contains(name[(order + 1)..]) ? name[..order] : name;
            _ = CultureInfo.GetCultureInfo(plain, predefinedOnly: true);
        }

        return CultureInfo.GetCultureInfo(name);
    }
}

/// <summary>A culture's way of comparing, by name.</summary>
internal sealed class CompareInfoReducer : Reducer
{
    public override string RuleName => "by the name of its culture";

    public override bool IsInert => true;

    public override bool Handles(Type type) => type == typeof(CompareInfo);

    public override void Write(object value, GraphWriter writer) => writer.WriteString(((CompareInfo)value).Name);

    public override object Read(Type type, GraphReader reader) =>
        CultureNames.Find(reader.ReadString() ?? string.Empty, reader).CompareInfo;
}

/// <summary>A culture's way of casing, by name, with the separator that the user may have set.</summary>
internal sealed class TextInfoReducer : Reducer
{
    public override string RuleName => "by the name of its culture";

    public override bool IsInert => true;

    public override bool Handles(Type type) => type == typeof(TextInfo);

    public override void Write(object value, GraphWriter writer)
    {
        TextInfo text = (TextInfo)value;
        writer.WriteString(text.CultureName);
        writer.WriteByte(text.IsReadOnly ? (byte)1 : (byte)0);
        writer.WriteString(text.ListSeparator);
    }

    public override object Read(Type type, GraphReader reader)
    {
        TextInfo known = CultureNames.Find(reader.ReadString() ?? string.Empty, reader).TextInfo;
        bool isReadOnly = reader.ReadByte() == 1;
        string separator = reader.ReadString() ?? string.Empty;
        if (isReadOnly && string.Equals(separator, known.ListSeparator, StringComparison.Ordinal))
        {
            return known;
        }

        var text = (TextInfo)known.Clone();
        text.ListSeparator = separator;
        return isReadOnly ? TextInfo.ReadOnly(text) : text;
    }
}

/// <summary>A region, by the culture whose names it uses.</summary>
internal sealed class RegionReducer : Reducer
{
    public override string RuleName => "region by its name";

    public override bool IsInert => true;

    public override bool Handles(Type type) => type == typeof(RegionInfo);

    public override void Write(object value, GraphWriter writer)
    {
        RegionInfo region = (RegionInfo)value;
        writer.WriteString(CultureData.NameOf(region));
        writer.WriteString(region.Name);
    }

    public override object Read(Type type, GraphReader reader)
    {
        string culture = reader.ReadString() ?? string.Empty;
        string region = reader.ReadString() ?? string.Empty;
        _ = CultureNames.Find(culture, reader);
        var found = new RegionInfo(culture.Length > 0 ? culture : region);
        return string.Equals(found.Name, region, StringComparison.Ordinal)
            ? found
            : throw PayloadReader.Malformed($"'{culture}' is not a culture of '{region}'");
    }
}
