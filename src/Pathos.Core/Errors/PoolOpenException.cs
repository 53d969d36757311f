namespace Pathos;

/// <summary>The pool could not be opened: a worker did not start, did not answer in time, or its initializer failed.</summary>
public sealed class PoolOpenException : PoolException
{
    internal PoolOpenException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <summary>Gets whether the next start may well succeed: the worker was ended from outside before it was ready.</summary>
    internal bool IsPassing { get; init; }
}
