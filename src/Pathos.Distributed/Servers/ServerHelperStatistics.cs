namespace Pathos;

/// <summary>What a server knows of a machine that works for it.</summary>
/// <param name="Name">What it calls itself.</param>
/// <param name="Address">Where it comes from, <c>address:port</c>.</param>
/// <param name="Connected">How long it has been there.</param>
/// <param name="Workers">How many tasks it runs at a time.</param>
public sealed record ServerHelperStatistics(string Name, string Address, TimeSpan Connected, int Workers);
