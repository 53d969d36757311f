namespace Pathos.Wire;

/// <summary>The protocol's version; both sides must have the same.</summary>
internal static class Protocol
{
    public const int Version = 6;
}
