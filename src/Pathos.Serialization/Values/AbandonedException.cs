namespace Pathos.Serialization;

/// <summary>A graph is neither written nor read to its end, because no caller waits for it any
/// more. It never leaves this library.</summary>
internal sealed class AbandonedException() : OperationCanceledException("The call ended while its values were written or read.");
