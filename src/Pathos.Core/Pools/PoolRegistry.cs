namespace Pathos;

/// <summary>Pools shared on purpose, by name. There are no hidden shared pools.</summary>
public static class PoolRegistry
{
    private static readonly Lock s_gate = new();
    private static readonly Dictionary<string, Pool> s_pools = new(StringComparer.Ordinal);

    /// <summary>Gets the open pool of a name, or opens it. A pool that was closed meanwhile is replaced.</summary>
    /// <param name="name">The name, compared exactly.</param>
    /// <param name="open">Opens the pool; called at most once while the pool is open, under the registry's lock.</param>
    /// <returns>The pool. Disposing it ends it for all users.</returns>
    public static Pool GetOrOpen(string name, Func<Pool> open)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(open);

        // The user's factory runs under the lock on purpose: two callers must not open two pools of one name. Factories return at once.
        lock (s_gate)
        {
            if (!s_pools.TryGetValue(name, out Pool? pool) || !pool.IsOpen)
            {
                pool = open() ?? throw new InvalidOperationException($"The factory of shared pool '{name}' returned null.");
                s_pools[name] = pool;
            }

            return pool;
        }
    }

    /// <summary>Gets the names of the shared pools that are open.</summary>
    /// <returns>The names, in no particular order.</returns>
    public static IReadOnlyList<string> GetNames()
    {
        lock (s_gate)
        {
            return [.. s_pools.Where(static entry => entry.Value.IsOpen).Select(static entry => entry.Key)];
        }
    }

    /// <summary>Forgets a shared pool; it stays open for those who have it.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The pool, for the caller to dispose, or null when there was none.</returns>
    public static Pool? Remove(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        lock (s_gate)
        {
            return s_pools.Remove(name, out Pool? pool) ? pool : null;
        }
    }
}
