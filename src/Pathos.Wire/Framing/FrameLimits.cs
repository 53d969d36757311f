namespace Pathos.Wire;

/// <summary>What a side takes from the other before it believes it. Checked before anything is allocated.</summary>
internal sealed record FrameLimits(int BodyBytes, int Blocks, long BlockBytes)
{
    /// <summary>Before the handshake: enough for a greeting.</summary>
    public static readonly FrameLimits Stranger = new(16 << 10, 0, 0);

    /// <summary>From a server that is asked how it is: enough for tens of thousands of clients.</summary>
    public static readonly FrameLimits Status = new(4 << 20, 0, 0);

    /// <summary>Between a pool and a node: enough for the settings of all workers of a host. What the workers say has a window and limits of
    /// its own.</summary>
    public static readonly FrameLimits Node = new(16 << 20, 0, 0);

    /// <summary>Between a server and a machine that works for it: names and numbers.</summary>
    public static readonly FrameLimits Control = new(64 << 10, 0, 0);

    /// <summary>Between a pool and a worker, after the handshake: arguments and results of any size.</summary>
    public static readonly FrameLimits Trusted = new(Array.MaxLength, ushort.MaxValue, int.MaxValue);
}
