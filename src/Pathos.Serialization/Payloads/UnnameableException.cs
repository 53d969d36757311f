namespace Pathos.Serialization;

/// <summary>A type or method has no name that another process could find it by. The graph walker turns
/// it into a refusal with a path.</summary>
internal sealed class UnnameableException(string name, string reason, string? advice = null)
    : Exception($"'{name}' cannot be named to another process. {reason}")
{
    public const string Emitted = "It was made at run time by Reflection.Emit, and exists in this process only.";

    /// <summary>Gets the name of the type or method.</summary>
    public string Name { get; } = name;

    /// <summary>Gets why another process cannot find it.</summary>
    public string Reason { get; } = reason;

    /// <summary>Gets what to do about it; null where the walker knows.</summary>
    public string? Advice { get; } = advice;
}
