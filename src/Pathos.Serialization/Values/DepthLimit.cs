namespace Pathos.Serialization;

/// <summary>How deep the few things may nest that are built from complete parts, and so cannot wait in a queue.</summary>
internal static class DepthLimit
{
    /// <summary>A dictionary in a dictionary in a dictionary ...: far beyond any data, far below the end of a stack.</summary>
    public const int Nesting = 1000;
}
