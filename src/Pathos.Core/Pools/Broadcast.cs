namespace Pathos;

/// <summary>A value to capture in functions: sent to each worker once, and known there by its content.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
public sealed class Broadcast<T> : IBroadcast
{
    internal Broadcast(T value) => Value = value;

    /// <summary>Gets the value: the original in the process that made the broadcast, a copy shared by all tasks of a worker elsewhere. Treat it as read-only.</summary>
    public T Value { get; }

    object? IBroadcast.Value => Value;

    /// <summary>Gets or sets the serialised value, kept by the backend that ships it.</summary>
    object? IBroadcast.Shipped { get; set; }
}

/// <summary>A broadcast whose type of value is not known where it is shipped.</summary>
internal interface IBroadcast
{
    object? Value { get; }

    object? Shipped { get; set; }
}
