using Pathos.Serialization;

namespace Pathos.Distributed;

/// <summary>Writes a captured broadcast as the hash of its value, and notes that the value must be on the worker before the function
/// is.</summary>
internal sealed class BroadcastReducer : Reducer
{
    [ThreadStatic]
    private static Collection? t_current;

    public override bool Handles(Type type) => typeof(IBroadcast).IsAssignableFrom(type);

    /// <summary>Notes the broadcasts that are written on this thread until it is disposed.</summary>
    public Collection Collect() => new();

    public override void Write(object value, GraphWriter writer)
    {
        var broadcast = (IBroadcast)value;
        HubValue shipped;
        lock (broadcast)
        {
            shipped = broadcast.Shipped as HubValue ?? Freeze(broadcast, writer.Context);
            broadcast.Shipped = shipped;
        }

        if (t_current is null)
        {
            writer.Refuse(value.GetType(), "a broadcast travels only inside a function", "Capture it in the function, not in an argument or a result.");
        }

        // It may have been frozen for another pool.
        foreach (System.Reflection.Assembly assembly in shipped.Assemblies)
        {
            writer.Context.Shipped?.Add(assembly);
        }

        t_current!.Add(shipped);
        writer.WriteString(shipped.Hash);
    }

    public override object Read(Type type, GraphReader reader) =>
        throw new InvalidDataException("A worker sent a broadcast; results hold values.");

    private static HubValue Freeze(IBroadcast broadcast, SerializationContext context)
    {
        // A value may hold broadcasts of its own; they belong to the same function.
        IReadOnlyList<int> before = CallbackTable.TakeWritten();
        var writer = new PayloadWriter(context);
        ObjectGraph.Write(writer, broadcast.Value, "broadcast");
        List<System.Reflection.Assembly> assemblies = writer.Table.Assemblies();
        Payload payload = Snapshot.Of(writer.Finish());
        return new HubValue(PayloadHash.Of(payload).ToString(), payload, assemblies, [.. before, .. CallbackTable.TakeWritten()]);
    }

    internal sealed class Collection : IDisposable
    {
        private readonly Collection? _outer = t_current;
        private readonly List<HubValue> _found = [];

        public Collection() => t_current = this;

        public IReadOnlyList<HubValue> Found => _found;

        public void Add(HubValue value)
        {
            if (!_found.Contains(value))
            {
                _found.Add(value);
            }
        }

        public void Dispose() => t_current = _outer;
    }
}
