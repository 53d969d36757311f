using Pathos.Serialization;

namespace Pathos.Distributed;

/// <summary>A function in bytes, with the broadcast values that it needs. Equal bytes are one function: it is sent to a worker once.</summary>
internal sealed class HubFunction(Payload payload, IReadOnlyList<HubValue> values)
{
    private static long s_lastId;

    public long Id { get; } = Interlocked.Increment(ref s_lastId);

    public Payload Payload { get; } = payload;

    public IReadOnlyList<HubValue> Values { get; } = values;
}

/// <summary>A broadcast value in bytes, known by their hash.</summary>
internal sealed record HubValue(string Hash, Payload Payload);
