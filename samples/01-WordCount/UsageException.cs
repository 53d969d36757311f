namespace Pathos.Samples.WordCount;

/// <summary>What the person who started the program has to change; shown to them without a stack trace.</summary>
internal sealed class UsageException(string message) : Exception(message);
