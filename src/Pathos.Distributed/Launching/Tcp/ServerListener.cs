using Pathos.Launching;
using Pathos.Wire;

namespace Pathos.Distributed;

/// <summary>What one connection to a server has told. A machine that works for the server is known by it only: when it ends they all
/// leave, and come again with the next one.</summary>
/// <param name="launcher">Whose connection it is.</param>
/// <param name="createLauncher">How workers are started on such a machine; null for a machine that works for a server itself: no others
/// work for it.</param>
internal sealed class ServerListener(WorkerLauncher launcher, Func<HelperJoined, WorkerLauncher>? createLauncher) : INodeListener
{
    // Only the thread that reads the connection comes here, so there is no lock.
    private readonly Dictionary<Guid, WorkerLauncher> _helpers = [];

    public void OnGranted(WorkersGranted grant) => launcher.OnGranted(grant);

    public void OnHelperJoined(HelperJoined helper)
    {
        if (createLauncher is null || _helpers.Count >= Bounds.Helpers || _helpers.ContainsKey(helper.Helper))
        {
            // Each of them is a connection of this pool's and workers of it: they would have no end.
            throw new InvalidDataException(createLauncher is null
                ? "A machine that works for a server says that others work for it."
                : $"A server tells of a machine twice, or of more than {Bounds.Helpers} machines.");
        }

        WorkerLauncher joined = createLauncher(helper);
        _helpers.Add(helper.Helper, joined);
        launcher.OnHelperJoined(joined, helper.Workers);
    }

    public void OnHelperLeft(Guid helper)
    {
        if (_helpers.Remove(helper, out WorkerLauncher? left))
        {
            launcher.OnHelperLeft(left);
        }
    }

    public void OnEnded()
    {
        foreach (WorkerLauncher left in _helpers.Values)
        {
            launcher.OnHelperLeft(left);
        }

        _helpers.Clear();
    }
}
