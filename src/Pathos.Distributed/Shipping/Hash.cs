using System.Buffers.Binary;
using System.Security.Cryptography;
using Pathos.Serialization;
using Pathos.Wire;

namespace Pathos.Distributed;

/// <summary>The SHA-256 of a payload.</summary>
internal readonly record struct Hash(UInt128 High, UInt128 Low)
{
    public static Hash Of(Payload payload)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        if (payload.Blocks.Length == 0)
        {
            SHA256.HashData(payload.Bytes.Span, digest);
        }
        else
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            hash.AppendData(payload.Bytes.Span);
            foreach (Block block in payload.Blocks)
            {
                hash.AppendData(PrimitiveBlock.BytesOf(block));
            }

            hash.GetHashAndReset(digest);
        }

        return new Hash(BinaryPrimitives.ReadUInt128BigEndian(digest), BinaryPrimitives.ReadUInt128BigEndian(digest[16..]));
    }

    public override string ToString() => $"{High:x32}{Low:x32}";
}
