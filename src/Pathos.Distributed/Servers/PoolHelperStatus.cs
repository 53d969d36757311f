namespace Pathos;

/// <summary>Whether a machine can work for its server now.</summary>
/// <param name="IsConnected">Whether it is connected to the server.</param>
/// <param name="Server">The server, <c>host:port</c>.</param>
/// <param name="Workers">How many tasks the machine runs at a time.</param>
/// <param name="Problem">Why it is not connected; null when it is. It goes on trying.</param>
public sealed record PoolHelperStatus(bool IsConnected, string Server, int Workers, string? Problem);
