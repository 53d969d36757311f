using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Pathos.Serialization;

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
            foreach (Array block in payload.Blocks)
            {
                hash.AppendData(MemoryMarshal.CreateReadOnlySpan(ref MemoryMarshal.GetArrayDataReference(block), Buffer.ByteLength(block)));
            }

            hash.GetHashAndReset(digest);
        }

        return new Hash(BinaryPrimitives.ReadUInt128BigEndian(digest), BinaryPrimitives.ReadUInt128BigEndian(digest[16..]));
    }

    public override string ToString() => $"{High:x32}{Low:x32}";
}
