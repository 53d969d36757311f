namespace Pathos.Cli.Remote;

/// <summary>The output of this program is not read any more.</summary>
internal sealed class BrokenPipeException(IOException inner) : IOException(inner.Message, inner);
