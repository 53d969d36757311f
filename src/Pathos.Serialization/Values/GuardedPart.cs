namespace Pathos.Serialization;

/// <summary>A part of an exception that may be lost without the exception.</summary>
internal static class GuardedPart
{
    /// <summary>Where no part is being read.</summary>
    public const int None = -1;
}
