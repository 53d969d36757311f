using System.Diagnostics;

namespace Pathos.Distributed;

/// <summary>Places that are looked for when the pool opens.</summary>
internal sealed partial class Hub
{
    /// <summary>Gets what is looked for.</summary>
    public IReadOnlyList<HubSearch> Searches { get; init; } = [];

    /// <summary>Looks for places and opens each like one that was named.</summary>
    private async Task<Opening[]> OpenFoundAsync(HubSearch search, CancellationToken cancellationToken)
    {
        IReadOnlyList<HubSite> found;
        try
        {
            found = await SearchAsync(search, cancellationToken).OnLibraryThreads();
        }
        catch (Exception) when (_stopping.IsCancellationRequested)
        {
            throw EndedWhileOpening();
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            return [new Opening(Site: null, search.IsRequired, error)];
        }

        return await Task.WhenAll(found.Select(site => TryOpenAsync(site, cancellationToken))).OnLibraryThreads();
    }

    /// <summary>Counted as a start: a hub that stops takes the search back, and waits for its end.</summary>
    private async Task<IReadOnlyList<HubSite>> SearchAsync(HubSearch search, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_isStopped)
            {
                throw EndedWhileOpening();
            }

            _starting++;
        }

        IReadOnlyList<HubSite> found = [];
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
            found = await search.FindAsync(limit.Token).OnLibraryThreads();
            return found;
        }
        finally
        {
            lock (_gate)
            {
                Take_NeedsLock(found);
                search.Expected = 0;
                CountStartEnded_NeedsLock();
            }
        }
    }

    private void Take_NeedsLock(IReadOnlyList<HubSite> found)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);

        // The pool has not connected to them yet. If it has stopped meanwhile, there is nothing to let go.
        if (!_isStopped)
        {
            foreach (HubSite site in found)
            {
                Attend(site);
                _sites.Add(site);
            }
        }
    }
}
