using System.Net;

namespace Pathos;

/// <summary>A pool server that answered who looked for it.</summary>
/// <param name="Address">Where it listens, as it is reached from here.</param>
/// <param name="Workers">How many tasks it runs at a time, without the machines that work for it.</param>
public sealed record FoundServer(IPEndPoint Address, int Workers);
