using System.Collections.Concurrent;
using System.Reflection;
using Pathos.Serialization;

namespace Pathos.Worker;

/// <summary>Rebuilds a captured broadcast from the value that the hub sent before.</summary>
internal sealed class BroadcastReducer(BroadcastStore store) : Reducer
{
    private static readonly MethodInfo s_open = typeof(BroadcastReducer).GetMethod(nameof(Open), BindingFlags.NonPublic | BindingFlags.Static)!;

    private readonly ConcurrentDictionary<Type, Func<BroadcastStore, string, object>> _openers = new();

    public override bool Handles(Type type) => typeof(IBroadcast).IsAssignableFrom(type);

    public override void Write(object value, GraphWriter writer) => writer.Refuse(
        value.GetType(), "a broadcast that was received by a task does not travel on", "Return or capture its Value, or broadcast it anew on the pool that the task opens.");

    public override object Read(Type type, GraphReader reader)
    {
        Func<BroadcastStore, string, object> open = _openers.GetOrAdd(
            type.GetGenericArguments()[0],
            static valueType => s_open.MakeGenericMethod(valueType).CreateDelegate<Func<BroadcastStore, string, object>>());
        return open(store, reader.ReadString()!);
    }

    private static object Open<T>(BroadcastStore store, string hash) => new Broadcast<T>(store.Get<T>(hash));
}
