using Pathos.Serialization;

namespace Pathos.Worker;

/// <summary>Reopens a captured pool here: once a worker, at its first use.</summary>
internal sealed class PoolReducer : Reducer
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Pool> _pools = new(StringComparer.Ordinal);

    public override bool Handles(Type type) => type == typeof(Pool);

    public override void Write(object value, GraphWriter writer) => writer.Refuse(
        typeof(Pool), "a pool that a task holds ends with its worker", "Return data instead; a pool travels only towards workers, captured by a function.");

    public override object Read(Type type, GraphReader reader)
    {
        string[] specs = new string[reader.ReadVarInt()];
        for (int i = 0; i < specs.Length; i++)
        {
            specs[i] = reader.ReadString()!;
        }

        PoolOptions options = reader.ReadObject<PoolOptions>()!;
        options = options.WithSecret(reader.ReadString());
        lock (_gate)
        {
            string key = $"{options.Name}\n{string.Join('\n', specs)}";
            if (!_pools.TryGetValue(key, out Pool? pool) || !pool.IsOpen)
            {
                pool = Pool.Open(options with { LazyStart = true }, specs);
                _pools[key] = pool;
            }

            return pool;
        }
    }
}
