namespace Pathos;

/// <summary>What a host keeps of pools.</summary>
public enum CachedItemKind
{
    /// <summary>The worker program, with what it needs.</summary>
    Program,

    /// <summary>A .NET runtime that was sent, because the host had none (<see cref="RemotePoolOptions.ShipRuntime"/>).</summary>
    Runtime,

    /// <summary>One assembly, or one native library, that functions needed.</summary>
    Assembly,

    /// <summary>What a transfer left that was broken off, at least a day ago.</summary>
    Leftover,
}
