using Pathos.Launching;
using Pathos.Wire;

namespace Pathos.Distributed;

/// <summary>What one connection to a server has told. A machine that works for the server is known by it only: when it ends they all leave, and come again with the next one.</summary>
/// <param name="launcher">Whose connection it is.</param>
/// <param name="createLauncher">How workers are started on such a machine.</param>
internal sealed class ServerListener(WorkerLauncher launcher, Func<HelperJoined, WorkerLauncher> createLauncher) : INodeListener
{
    // Only the thread that reads the connection comes here, so there is no lock.
    private readonly Dictionary<Guid, WorkerLauncher> _helpers = [];

    public void OnGranted(WorkersGranted grant) => launcher.OnGranted(grant);

    public void OnHelperJoined(HelperJoined helper)
    {
        WorkerLauncher joined = createLauncher(helper);
        if (_helpers.TryAdd(helper.Helper, joined))
        {
            launcher.OnHelperJoined(joined, helper.Workers);
        }
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
