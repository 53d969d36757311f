namespace Pathos.Worker;

/// <summary>A batch names a function that is not here, or not as the hub knows it. The hub can define it again.</summary>
internal sealed class LackingFunctionException(string message) : Exception(message);
