namespace Pathos.Distributed;

/// <summary>The broadcast values that a worker was told of and has not forgotten, as the hub keeps count of them. Guarded by the hub's
/// lock.</summary>
/// <remarks>
/// A value is sent once however many functions capture it, so it stays as long as the caller has the broadcast. The broadcast holds its
/// value, and here it is held weakly: when both are collected, no function can capture it any more. Equal values of two broadcasts are
/// one value here, and the one used last counts; at worst it is sent again.
/// </remarks>
internal sealed class HeldValues
{
    private readonly Dictionary<string, WeakReference<HubValue>> _byHash = new(StringComparer.Ordinal);

    /// <summary>Notes a use. Returns whether the worker has the value already.</summary>
    public bool Use(HubValue value)
    {
        if (!_byHash.TryGetValue(value.Hash, out WeakReference<HubValue>? known))
        {
            return false;
        }

        known.SetTarget(value);
        return true;
    }

    public void Add(HubValue value) => _byHash.Add(value.Hash, new WeakReference<HubValue>(value));

    /// <summary>Takes out those of broadcasts that are gone. What a batch on the worker needs is held by its call.</summary>
    public List<string> TakeDead()
    {
        List<string> dead = [.. _byHash.Where(static entry => !entry.Value.TryGetTarget(out _)).Select(static entry => entry.Key)];
        dead.ForEach(hash => _byHash.Remove(hash));
        return dead;
    }
}
