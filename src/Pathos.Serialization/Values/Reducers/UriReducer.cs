namespace Pathos.Serialization;

/// <summary>An address, as it was written and as it was understood: a path of Unix is absolute or relative, as its
/// creator said.</summary>
internal sealed class UriReducer : Reducer
{
    public override string RuleName => "address as it was written";

    private const byte Relative = 0;
    private const byte Absolute = 1;
    private const byte AsWritten = 2;

    private static readonly UriCreationOptions s_asWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    public override bool IsInert => true;

    public override bool Handles(Type type) => type == typeof(Uri);

    public override void Write(object value, GraphWriter writer)
    {
        Uri uri = (Uri)value;
        writer.WriteString(uri.OriginalString);
        writer.WriteByte(FormOf(uri));
    }

    public override object Read(Type type, GraphReader reader)
    {
        string text = reader.ReadString() ?? string.Empty;
        return reader.ReadByte() switch
        {
            Relative => new Uri(text, UriKind.Relative),
            Absolute => new Uri(text, UriKind.Absolute),
            _ => new Uri(text, s_asWritten),
        };
    }

    // No member tells whether the path was left as it was written. Where that makes a difference, it is seen.
    private static byte FormOf(Uri uri) => !uri.IsAbsoluteUri ? Relative
        : string.Equals(new Uri(uri.OriginalString, UriKind.Absolute).AbsoluteUri, uri.AbsoluteUri, StringComparison.Ordinal) ? Absolute
        : AsWritten;
}
