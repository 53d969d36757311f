using System.Collections.Concurrent;
using Pathos.Serialization;

namespace Pathos.Worker;

/// <summary>The broadcast values that the hub has sent here, by content. Each is rebuilt at its first use and then shared by all tasks.</summary>
internal sealed class BroadcastStore
{
    private readonly ConcurrentDictionary<string, (byte[] Payload, Block[] Blocks)> _sent = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, object?> _rebuilt = new(StringComparer.Ordinal);

    public SerializationContext? Context { get; set; }

    public void Define(string hash, byte[] payload, Block[] blocks) => _sent[hash] = (payload, blocks);

    public T Get<T>(string hash)
    {
        if (_rebuilt.TryGetValue(hash, out object? value))
        {
            return (T)value!;
        }

        if (!_sent.TryRemove(hash, out var sent))
        {
            throw new InvalidDataException($"The hub names the broadcast value {hash}, which it has not sent here.");
        }

        value = ObjectGraph.Read(new PayloadReader(Context!, sent.Payload, sent.Blocks));
        _rebuilt[hash] = value;
        return (T)value!;
    }
}
