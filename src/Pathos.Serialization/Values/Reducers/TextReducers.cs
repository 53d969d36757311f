using System.Text;

namespace Pathos.Serialization;

/// <summary>Text being built: its text, the room that it has, and the most that it may hold.</summary>
internal sealed class StringBuilderReducer : Reducer
{
    public override string RuleName => "text and capacity";

    /// <summary>Room that data may ask for beyond its text; a peer must not fill the memory with a number.</summary>
    private const int MostSpareRoom = 1 << 16;

    public override bool IsInert => true;

    public override bool Handles(Type type) => type == typeof(StringBuilder);

    public override void Write(object value, GraphWriter writer)
    {
        StringBuilder builder = (StringBuilder)value;
        writer.WriteString(builder.ToString());
        writer.WriteVarInt(writer.Context.IsIdentity ? 0 : builder.Capacity);
        writer.WriteVarInt(builder.MaxCapacity);
    }

    public override object Read(Type type, GraphReader reader)
    {
        string text = reader.ReadString() ?? string.Empty;
        int capacity = reader.ReadVarInt();
        int most = reader.ReadVarInt();
        capacity = Math.Max(text.Length, reader.Context.HoldsCode ? capacity : Math.Min(capacity, text.Length + MostSpareRoom));
        return new StringBuilder(capacity, most).Append(text);
    }
}

/// <summary>An encoding of the provider of code pages, by its number and with its fallbacks. Its tables are in memory of the
/// process.</summary>
internal sealed class CodePageEncodingReducer : Reducer
{
    public override string RuleName => "encoding by its code page";

    private static readonly string? s_assembly = typeof(CodePagesEncodingProvider).Assembly.GetName().Name;

    public override bool IsInert => true;

    public static Reducer? Find(Type type) => IsOne(type) ? new CodePageEncodingReducer() : null;

    public override bool Handles(Type type) => IsOne(type);

    public override Type WireType(Type type) => typeof(Encoding);

    public override void Write(object value, GraphWriter writer)
    {
        Encoding encoding = (Encoding)value;
        Encoding plain = Plain(encoding.CodePage);
        writer.WriteVarInt(encoding.CodePage);
        writer.WriteByte(encoding.IsReadOnly ? (byte)1 : (byte)0);
        WriteFallback(encoding.EncoderFallback, plain.EncoderFallback, writer, ".EncoderFallback");
        WriteFallback(encoding.DecoderFallback, plain.DecoderFallback, writer, ".DecoderFallback");
    }

    public override object Read(Type type, GraphReader reader)
    {
        Encoding plain = Plain(reader.ReadVarInt());
        bool isReadOnly = reader.ReadByte() == 1;
        EncoderFallback? encoder = (EncoderFallback?)reader.ReadObject();
        DecoderFallback? decoder = (DecoderFallback?)reader.ReadObject();
        if (isReadOnly)
        {
            return plain;
        }

        var changeable = (Encoding)plain.Clone();
        changeable.EncoderFallback = encoder ?? changeable.EncoderFallback;
        changeable.DecoderFallback = decoder ?? changeable.DecoderFallback;
        return changeable;
    }

    // The one that belongs to the code page is part of its tables.
    private static void WriteFallback(object fallback, object plain, GraphWriter writer, string segment) =>
        writer.WriteObject(fallback.GetType() == plain.GetType() && fallback.Equals(plain) ? null : fallback, segment);

    private static Encoding Plain(int page) => CodePagesEncodingProvider.Instance.GetEncoding(page)
        ?? throw PayloadReader.Malformed($"code page {page} is unknown");

    /// <summary>The base class is what such an encoding is told as.</summary>
    private static bool IsOne(Type type) => type == typeof(Encoding)
        || (typeof(Encoding).IsAssignableFrom(type) && AssemblyOrigin.NameOf(type.Assembly) == s_assembly);
}

/// <summary>The process-wide random source stands for the process-wide random source.</summary>
internal sealed class SharedRandomReducer : Reducer
{
    public override string RuleName => "well-known instance";

    public override bool IsInert => true;

    public override bool Handles(Type type) => type == Random.Shared.GetType();

    public override void Write(object value, GraphWriter writer)
    {
    }

    public override object Read(Type type, GraphReader reader) => Random.Shared;
}
