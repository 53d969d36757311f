namespace Pathos.Serialization;

/// <summary>Carries what foreign code threw out of a graph, past everything that would take it for damaged
/// bytes. It never leaves this library.</summary>
internal sealed class ForeignCodeException(Exception cause) : Exception(message: null, cause)
{
    /// <summary>Gets what was thrown.</summary>
    public Exception Cause { get; } = cause;
}
