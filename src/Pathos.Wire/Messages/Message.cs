namespace Pathos.Wire;

/// <summary>A message to send: a few fields that this protocol knows, and a payload that it only carries.</summary>
/// <param name="Blocks">Arrays of primitives that belong to the payload. They are sent from where they lie, so they must not change until they are.</param>
internal readonly record struct Message(MessageKind Kind, long Id, MessageFields Fields, ReadOnlyMemory<byte> Payload, Block[] Blocks)
{
    public Message(MessageKind kind, long id, MessageFields fields)
        : this(kind, id, fields, ReadOnlyMemory<byte>.Empty, [])
    {
    }
}

/// <summary>The fields of one kind of message.</summary>
internal abstract record MessageFields
{
    /// <summary>Gets an upper bound of what <see cref="Write"/> writes.</summary>
    public abstract int MaxSize { get; }

    /// <summary>Writes the fields and returns how many bytes they took.</summary>
    public abstract int Write(Span<byte> destination);
}
