using System.Text;
using System.Text.RegularExpressions;

namespace Pathos.Serialization;

/// <summary>A regular expression as its pattern. A compiled or generated one becomes an ordinary one with the same options.</summary>
internal sealed class RegexReducer : Reducer
{
    public static readonly RegexReducer Instance = new();

    public override bool IsInert => true;

    public override bool Handles(Type type) => typeof(Regex).IsAssignableFrom(type);

    public override Type WireType(Type type) => typeof(Regex);

    public override void Write(object value, GraphWriter writer)
    {
        Regex regex = (Regex)value;
        writer.WriteString(regex.ToString());
        writer.WriteVarInt((int)regex.Options);
        writer.Output.WriteRaw(regex.MatchTimeout.Ticks);
    }

    public override object Read(Type type, GraphReader reader)
    {
        string pattern = reader.ReadString() ?? string.Empty;
        RegexOptions options = (RegexOptions)reader.ReadVarInt();
        return new Regex(pattern, options, new TimeSpan(reader.ReadRaw<long>()));
    }
}

/// <summary>Text being built, as its text.</summary>
internal sealed class StringBuilderReducer : Reducer
{
    public override bool IsInert => true;

    public override bool Handles(Type type) => type == typeof(StringBuilder);

    public override void Write(object value, GraphWriter writer) => writer.WriteString(value.ToString());

    public override object Read(Type type, GraphReader reader) => new StringBuilder(reader.ReadString());
}

/// <summary>An address, as it was written.</summary>
internal sealed class UriReducer : Reducer
{
    public override bool IsInert => true;

    public override bool Handles(Type type) => type == typeof(Uri);

    public override void Write(object value, GraphWriter writer) => writer.WriteString(((Uri)value).OriginalString);

    public override object Read(Type type, GraphReader reader) => new Uri(reader.ReadString() ?? string.Empty, UriKind.RelativeOrAbsolute);
}

/// <summary>A time zone with its rules, so that the far machine's database does not matter.</summary>
internal sealed class TimeZoneReducer : Reducer
{
    private const string Utc = "";

    public override bool IsInert => true;

    public override bool Handles(Type type) => type == typeof(TimeZoneInfo);

    public override void Write(object value, GraphWriter writer) =>
        writer.WriteString(ReferenceEquals(value, TimeZoneInfo.Utc) ? Utc : ((TimeZoneInfo)value).ToSerializedString());

    public override object Read(Type type, GraphReader reader)
    {
        string? text = reader.ReadString();
        return string.IsNullOrEmpty(text) ? TimeZoneInfo.Utc : TimeZoneInfo.FromSerializedString(text);
    }
}

/// <summary>The process-wide random source stands for the process-wide random source.</summary>
internal sealed class SharedRandomReducer : Reducer
{
    public override bool IsInert => true;

    public override bool Handles(Type type) => type == Random.Shared.GetType();

    public override void Write(object value, GraphWriter writer)
    {
    }

    public override object Read(Type type, GraphReader reader) => Random.Shared;
}
