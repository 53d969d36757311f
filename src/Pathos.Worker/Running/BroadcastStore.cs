using System.Collections.Concurrent;
using Pathos.Serialization;

namespace Pathos.Worker;

/// <summary>The broadcast values that the hub has named here, by content. Each is rebuilt at its first use and then shared by all tasks.</summary>
/// <param name="host">Where workers of this host share those that were not sent along; null where none does.</param>
/// <param name="fetch">Asks the hub for one.</param>
internal sealed class BroadcastStore(HostValues? host, Func<string, SentValue?> fetch)
{
    // Null for those that are to be looked for.
    private readonly ConcurrentDictionary<string, SentValue?> _named = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, object?> _rebuilt = new(StringComparer.Ordinal);

    public CodeContext? Context { get; set; }

    /// <param name="value">The value; null when it is to be looked for.</param>
    public void Define(string hash, SentValue? value) => _named[hash] = value;

    public void Forget(string hash)
    {
        _named.TryRemove(hash, out _);
        _rebuilt.TryRemove(hash, out _);
    }

    public T Get<T>(string hash)
    {
        if (_rebuilt.TryGetValue(hash, out object? value))
        {
            return (T)value!;
        }

        if (!_named.TryGetValue(hash, out SentValue? sent))
        {
            throw new InvalidDataException($"The hub names the broadcast value {hash}, which it has not sent here.");
        }

        sent ??= (host is null ? fetch(hash) : host.Get(hash, () => fetch(hash))) ?? throw new InvalidDataException($"The hub has the broadcast value {hash} no more.");
        value = ObjectGraph.Read(new CodeReader(Context!, sent.Payload, sent.Blocks), "broadcast");
        _rebuilt[hash] = value;
        _named.TryRemove(hash, out _);
        return (T)value!;
    }
}
