using Pathos.Launching;

namespace Pathos.Distributed;

/// <summary>A worker on its way: counted as one of the workers until it is ready, or will never be. Guarded by the hub's lock.</summary>
internal sealed class WorkerStart(HubSite site, string name)
{
    public HubSite Site { get; } = site;

    public string Name { get; } = name;

    /// <summary>Gets or sets the process that is to become the worker, once there is one.</summary>
    public LaunchedWorker? Launched { get; set; }

    /// <summary>Gets or sets whether it has ended, well or not.</summary>
    public bool IsOver { get; set; }
}
