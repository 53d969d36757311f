namespace Pathos.Wire;

/// <summary>The other side of a connection is gone.</summary>
internal sealed class TransportClosedException(Exception? inner = null) : IOException("The connection is closed: the other side is gone.", inner);
