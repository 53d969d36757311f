namespace Pathos;

/// <summary>What a worker outside the caller's process does before its first task. It travels like any closure.</summary>
internal sealed class WorkerSetup
{
    /// <summary>Gets the types of the encoding providers that the program registered.</summary>
    public Type[] EncodingProviders { get; init; } = [];

    /// <summary>Gets what the program keeps in <see cref="AppContext"/> that is not text.</summary>
    public KeyValuePair<string, object>[] Data { get; init; } = [];

    public Action? Initializer { get; init; }

    /// <summary>Gets the user's serialiser for data, or null. Its type is known to the serialisation only.</summary>
    public object? ValueSerializer { get; init; }
}
