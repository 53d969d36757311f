namespace Pathos;

/// <summary>The bytes are not a closure that this program can thaw.</summary>
public sealed class FrozenClosureException : FormatException
{
    internal FrozenClosureException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
