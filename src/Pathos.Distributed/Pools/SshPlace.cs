using System.Collections.ObjectModel;

namespace Pathos.Distributed;

/// <summary>A host that is reached by SSH, with all that is to be known before workers start there: what was said of it where it was
/// named, and the rest from the user's registry.</summary>
/// <param name="Host">How the SSH client finds it.</param>
/// <param name="Workers">How many workers; null for all that it offers.</param>
/// <param name="Profile">The file that the user's shell reads there first; null for none.</param>
/// <param name="Environment">Variables for what runs there.</param>
internal sealed record SshPlace(SshHost Host, int? Workers, string? Profile, IReadOnlyDictionary<string, string> Environment)
{
    /// <param name="spec">What the user wrote. It wins.</param>
    /// <param name="hosts">The hosts that have names.</param>
    public static SshPlace Of(HostSpec spec, HostRegistry hosts) => Of(SshHost.Of(spec), spec.Workers, hosts);

    /// <param name="host">A host alone, <c>[user@]host[:port]</c>.</param>
    /// <param name="hosts">The hosts that have names.</param>
    public static SshPlace Of(string host, HostRegistry hosts) => Of(SshHost.Parse(host), workers: null, hosts);

    private static SshPlace Of(SshHost named, int? workers, HostRegistry hosts) => hosts.Resolve(named.ToString()) is { } known
        ? new SshPlace(SshHost.Parse(known.Address), workers ?? known.Workers, known.Profile, known.Environment)
        : new SshPlace(named, workers, Profile: null, ReadOnlyDictionary<string, string>.Empty);
}
