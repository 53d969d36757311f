using System.Buffers.Binary;

namespace Pathos.Stress.Tests;

/// <summary>Makes hostile bytes out of good ones: what random bytes never reach, because they fail at the first check.</summary>
internal sealed class Mutator(int seed)
{
    private static readonly int[] s_interesting = [0, 1, -1, -2, 127, 128, 255, 256, 65535, 65536, int.MaxValue, int.MinValue, int.MaxValue - 1, 0x40000000, 1 << 20];

    public Random Random { get; } = new(seed);

    public byte[] Mutate(ReadOnlySpan<byte> good)
    {
        byte[] bytes = good.ToArray();
        for (int rounds = 1 + Random.Next(4); rounds > 0; rounds--)
        {
            bytes = MutateOnce(bytes);
        }

        return bytes;
    }

    public byte[] Noise(int length)
    {
        var bytes = new byte[length];
        Random.NextBytes(bytes);
        return bytes;
    }

    private byte[] MutateOnce(byte[] bytes)
    {
        if (bytes.Length == 0)
        {
            return Noise(Random.Next(32));
        }

        int at = Random.Next(bytes.Length);
        switch (Random.Next(8))
        {
            case 0:
                bytes[at] ^= (byte)(1 << Random.Next(8));
                return bytes;
            case 1:
                bytes[at] = (byte)Random.Next(256);
                return bytes;
            case 2 when bytes.Length >= sizeof(int):
                BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(Math.Min(at, bytes.Length - sizeof(int))), s_interesting[Random.Next(s_interesting.Length)]);
                return bytes;
            case 3:
                return bytes[..at];
            case 4:
                return [.. bytes, .. Noise(Random.Next(64))];
            case 5:
                // A piece of it once more, in another place.
                int length = Random.Next(Math.Min(32, bytes.Length - at) + 1);
                return [.. bytes[..at], .. bytes[at..(at + length)], .. bytes[at..]];
            case 6:
                return [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + 1 + Random.Next(8))..]];
            default:
                // The longest numbers of a variable length, which claim the most.
                bytes.AsSpan(at, Math.Min(4, bytes.Length - at)).Fill(0xFF);
                return bytes;
        }
    }
}
