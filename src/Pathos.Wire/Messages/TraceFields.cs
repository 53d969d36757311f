namespace Pathos.Wire;

/// <summary>A caller's place in a distributed trace, inside another message.</summary>
/// <param name="Parent">The id of the caller's span.</param>
/// <param name="State">The state of the vendors, or null.</param>
/// <param name="Baggage">Names and values in turn.</param>
internal sealed record TraceFields(string Parent, string? State, IReadOnlyList<string?> Baggage)
{
    // What the caller sends at most; W3C allows less.
    private const int LongestParent = 1024;
    private const int LongestState = 4096;
    private const int LongestBaggage = 8192;
    private const int MostBaggage = 2 * 180;

    public int MaxSize => FieldWriter.SizeOf(Parent) + FieldWriter.SizeOf(State) + FieldWriter.SizeOf(Baggage);

    public static TraceFields Read(ref FieldReader reader)
    {
        var fields = new TraceFields(
            reader.Text("TraceFields.Parent", LongestParent),
            reader.TextOrNull("TraceFields.State", LongestState),
            reader.Texts("TraceFields.Baggage", MostBaggage, LongestBaggage));
        return fields.Baggage.Count % 2 == 0 && fields.Baggage.Sum(static text => text?.Length ?? 0) <= LongestBaggage
            ? fields
            : throw new InvalidDataException("TraceFields.Baggage is longer than a trace can have, or names a thing without its value.");
    }

    public void Write(ref FieldWriter writer)
    {
        writer.Text(Parent);
        writer.Text(State);
        writer.Texts(Baggage);
    }
}
