namespace Pathos.Wire;

/// <summary>A frame as it was received.</summary>
/// <param name="Body">The message's fields, then its payload. It lies in the reader's buffer and is valid until the next read; copy it to keep it.</param>
/// <param name="Blocks">The frame's blocks. They belong to the receiver.</param>
internal readonly record struct Frame(MessageKind Kind, long Id, ReadOnlyMemory<byte> Body, Block[] Blocks)
{
    /// <summary>Gets why the blocks, or the body too, are not here: this process has no memory for them. They were passed over, and the frames behind them can be read. Null as a rule.</summary>
    public OutOfMemoryException? Missing { get; init; }
}
