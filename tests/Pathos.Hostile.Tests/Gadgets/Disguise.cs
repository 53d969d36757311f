namespace Pathos.Hostile.Tests;

/// <summary>Puts another type into the bytes of a payload: its token, where that of a look-alike stood.</summary>
internal static class Disguise
{
    public static void Replace(Span<byte> payload, Type made, Type sent)
    {
        byte[] from = TokenOf(made);
        byte[] to = TokenOf(sent);
        bool isFound = false;
        for (int at = payload.IndexOf(from); at >= 0; at = payload.IndexOf(from))
        {
            to.CopyTo(payload[at..]);
            isFound = true;
        }

        Assert.True(isFound, $"{made} is not in the bytes.");
    }

    /// <summary>Tokens of types are numbers of four bytes in a type table, all of them.</summary>
    private static byte[] TokenOf(Type type)
    {
        uint token = (uint)type.MetadataToken;
        return [(byte)(token | 0x80), (byte)((token >> 7) | 0x80), (byte)((token >> 14) | 0x80), (byte)(token >> 21)];
    }
}
