namespace Pathos;

/// <summary>What a worker outside the caller's process does before its first task. It travels like any closure.</summary>
internal sealed class WorkerSetup
{
    public Action? Initializer { get; init; }

    /// <summary>Gets the user's serialiser for data, or null. Its type is known to the serialisation only.</summary>
    public object? ValueSerializer { get; init; }
}
