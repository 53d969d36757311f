namespace Pathos;

/// <summary>The pool takes no work any more: it was closed, terminated or disposed.</summary>
public sealed class PoolClosedException : PoolException
{
    internal PoolClosedException(string pool, string state, Exception? inner = null)
        : base($"Pool '{pool}' is {state}. Open another pool, or call RestartAsync() to give this one new workers.", inner) => Pool = pool;

    /// <summary>Gets the name of the pool.</summary>
    public string Pool { get; }
}
