namespace Pathos;

/// <summary>What a server knows of one of its clients.</summary>
/// <param name="Client">Where it comes from, <c>address:port</c>.</param>
/// <param name="Connected">How long it has been there.</param>
/// <param name="Share">How many of the server's workers it may keep busy now.</param>
/// <param name="Busy">How many of them run its tasks now.</param>
/// <param name="Tasks">How many of its tasks have ended on this server, when it last said so.</param>
public sealed record ServerClientStatistics(string Client, TimeSpan Connected, int Share, int Busy, long Tasks);
