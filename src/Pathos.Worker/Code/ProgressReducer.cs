using System.Reflection;
using Pathos.Serialization;

namespace Pathos.Worker;

/// <summary>Rebuilds a captured progress as one that tells the caller's.</summary>
internal sealed class ProgressReducer(RemoteCallbacks callbacks) : Reducer
{
    private static readonly MethodInfo s_open = typeof(ProgressReducer).GetMethod(nameof(Open), BindingFlags.NonPublic | BindingFlags.Static)!;

    private static readonly MethodInfo s_tell = typeof(ProgressReducer).GetMethod(nameof(Tell), BindingFlags.NonPublic | BindingFlags.Static)!;

    public override bool Handles(Type type) =>
        type.IsConstructedGenericType && type.GetGenericTypeDefinition() is var made
        && (made == typeof(Progress<>) || made == typeof(IProgress<>) || made == typeof(RemoteProgress<>));

    public override void Write(object value, GraphWriter writer) => writer.Refuse(
        value.GetType(), "a progress that a task holds ends with its worker", "Report to it from the task; do not return it.");

    public override object Read(Type type, GraphReader reader) =>
        (type.IsInterface ? s_tell : s_open).MakeGenericMethod(type.GetGenericArguments()).Invoke(null, [callbacks, reader.ReadVarInt()])!;

    private static RemoteProgress<T> Tell<T>(RemoteCallbacks callbacks, int id) => new(callbacks, id);

    /// <summary>A progress posts to the context of its birth. This one is born in a context that runs what is posted at once, so reports keep their order.</summary>
    private static Progress<T> Open<T>(RemoteCallbacks callbacks, int id)
    {
        SynchronizationContext? outer = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(ImmediateContext.Instance);
        try
        {
            return new Progress<T>(value => callbacks.Report(id, value));
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outer);
        }
    }

    private sealed class ImmediateContext : SynchronizationContext
    {
        public static readonly ImmediateContext Instance = new();

        public override void Post(SendOrPostCallback d, object? state) => d(state);
    }
}
