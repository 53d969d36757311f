using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Pathos.Serialization;

/// <summary>The SHA-256 of a payload, by which equal content is known again.</summary>
/// <remarks>
/// A worker runs the function that it holds under a hash, so no two contents may share one. That includes contents an attacker made to
/// collide: data from elsewhere can be captured.
/// Processors hash with instructions of their own, at a gigabyte a second or more. A faster hash without that promise would save little
/// beside it.
/// </remarks>
internal readonly record struct PayloadHash(UInt128 High, UInt128 Low)
{
    public static PayloadHash Of(Payload payload) => Of(payload.Bytes.Span, payload.Blocks);

    public static PayloadHash Of(ReadOnlySpan<byte> bytes, Block[] blocks)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        if (blocks.Length == 0)
        {
            SHA256.HashData(bytes, digest);
        }
        else
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            hash.AppendData(bytes);
            foreach (Block block in blocks)
            {
                hash.AppendData(BoxedMemory.Of(block.Array, block.Offset, block.Bytes));
            }

            hash.GetHashAndReset(digest);
        }

        return new PayloadHash(BinaryPrimitives.ReadUInt128BigEndian(digest), BinaryPrimitives.ReadUInt128BigEndian(digest[16..]));
    }

    public override string ToString() => $"{High:x32}{Low:x32}";
}
