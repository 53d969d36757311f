using System.Runtime.InteropServices;

namespace Pathos.Serialization;

/// <summary>One bit a field. Closures of large scopes have more than 64.</summary>
internal static class FieldMask
{
    public static ulong[] New(int fields) => new ulong[(fields + 63) >> 6];

    public static void Set(ulong[] mask, int field) => mask[field >> 6] |= 1UL << (field & 63);

    public static bool Has(ulong[] mask, int field) => (mask[field >> 6] & (1UL << (field & 63))) != 0;

    /// <summary>True if every bit of <paramref name="part"/> is in <paramref name="whole"/>.</summary>
    public static bool Covers(ulong[] whole, ulong[] part)
    {
        for (int i = 0; i < part.Length; i++)
        {
            if ((part[i] & ~whole[i]) != 0)
            {
                return false;
            }
        }

        return true;
    }

    public static int ByteCount(int fields) => (fields + 7) >> 3;

    public static ReadOnlySpan<byte> Bytes(ulong[] mask, int fields) => MemoryMarshal.AsBytes<ulong>(mask)[..ByteCount(fields)];
}
