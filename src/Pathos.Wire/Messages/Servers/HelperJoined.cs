namespace Pathos.Wire;

/// <summary>A machine works for the server from now on: the pool may connect to it by way of the server.</summary>
/// <param name="Helper">By which the pool asks for it. It is drawn anew whenever the machine connects.</param>
/// <param name="Name">What users call it.</param>
/// <param name="Workers">How many tasks it runs at a time, for all of its pools.</param>
internal sealed record HelperJoined(Guid Helper, string Name, int Workers) : MessageFields
{
    public override int MaxSize => 20 + FieldWriter.SizeOf(Name);

    public static HelperJoined Read(ReadOnlySpan<byte> body)
    {
        var reader = new FieldReader(body);
        return new HelperJoined(
            reader.Guid(), reader.Text("HelperJoined.Name", Bounds.Name), reader.Int32("HelperJoined.Workers", 0, Bounds.Workers));
    }

    public override int Write(Span<byte> destination)
    {
        var writer = new FieldWriter(destination);
        writer.Guid(Helper);
        writer.Text(Name);
        writer.Int32(Workers);
        return writer.Written;
    }
}
