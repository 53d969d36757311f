using Pathos.Wire;

namespace Pathos.Distributed;

/// <summary>The servers that a search has found. For one thread at a time.</summary>
internal sealed class SearchResults
{
    private readonly Dictionary<Guid, FoundServer> _found = [];

    /// <summary>Takes note of an answer. A server that answers on several ways is named by the first: the quickest.</summary>
    /// <remarks>A process that holds the secret can answer for servers without end. A pool of all that are found would connect to each of
    /// them.</remarks>
    public void Add(Guid server, FoundServer found)
    {
        if (_found.Count < Bounds.FoundServers)
        {
            _found.TryAdd(server, found);
        }
    }

    public IReadOnlyList<FoundServer> InOrder() =>
        [.. _found.Values.OrderBy(static server => server.Address.ToString(), StringComparer.Ordinal)];
}
