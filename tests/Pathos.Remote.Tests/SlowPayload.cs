namespace Pathos.Remote.Tests;

/// <summary>Bytes that no compression makes less of.</summary>
internal static class SlowPayload
{
    /// <param name="mark">The first byte, and what decides the others.</param>
    /// <param name="length">How many bytes.</param>
    public static byte[] Of(byte mark, int length)
    {
        byte[] bytes = new byte[length];
        new Random(mark).NextBytes(bytes);
        bytes[0] = mark;
        return bytes;
    }
}
