namespace Pathos.Cli.Remote;

/// <summary>Nobody reads what this program writes any more.</summary>
internal sealed class BrokenPipeException(IOException inner) : IOException(inner.Message, inner);
