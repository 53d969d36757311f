namespace Pathos.Wire;

/// <summary>The fields of a message that says everything by its kind and id.</summary>
internal sealed record NoFields : MessageFields
{
    public static readonly NoFields Instance = new();

    public override int MaxSize => 0;

    public override int Write(Span<byte> destination) => 0;
}
