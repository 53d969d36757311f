namespace Pathos;

/// <summary>One thing that a host keeps, so that it has to be sent only once.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Hash">By what it is known: the SHA-256 of its content, or of the list of its files; empty for leftovers.</param>
/// <param name="Name">The name of its file, where it is one; empty otherwise.</param>
/// <param name="Bytes">How large its files are.</param>
/// <param name="LastUsed">When workers that use it started last, by the clock of the host.</param>
/// <param name="IsInUse">Whether living workers use it now; null where the host has no program <c>flock</c>, and this cannot be
/// told.</param>
public sealed record CachedItem(CachedItemKind Kind, string Hash, string Name, long Bytes, DateTimeOffset LastUsed, bool? IsInUse);
