namespace Pathos.Serialization;

/// <summary>What a <see cref="PayloadWriter"/> produced: inline bytes, and large arrays that were left where they are.</summary>
/// <remarks>
/// The blocks are the sender's own arrays, not copies: the transport must have sent them before the owner changes them. The receiver hands
/// arrays of the same element types, in the same order, to its <see cref="PayloadReader"/>, which gives them away as the decoded values.
/// </remarks>
internal readonly record struct Payload(ReadOnlyMemory<byte> Bytes, Block[] Blocks)
{
    /// <summary>Gets the bytes that will cross the wire: the inline part and every block.</summary>
    public long TotalBytes
    {
        get
        {
            long total = Bytes.Length;
            foreach (Block block in Blocks)
            {
                total += block.Bytes;
            }

            return total;
        }
    }
}
