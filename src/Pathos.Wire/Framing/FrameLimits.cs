namespace Pathos.Wire;

/// <summary>What a side takes from the other before it believes it. Checked before anything is allocated.</summary>
internal sealed record FrameLimits(int BodyBytes, int Blocks, long BlockBytes)
{
    /// <summary>Before the handshake: enough for a greeting.</summary>
    public static readonly FrameLimits Stranger = new(16 << 10, 0, 0);

    /// <summary>From a server that is asked how it is: enough for tens of thousands of clients.</summary>
    public static readonly FrameLimits Status = new(4 << 20, 0, 0);

    /// <summary>After the handshake: the other side may already run code here.</summary>
    public static readonly FrameLimits Trusted = new(Array.MaxLength, ushort.MaxValue, int.MaxValue);
}
