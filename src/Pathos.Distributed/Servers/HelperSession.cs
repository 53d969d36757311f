using Pathos.Wire;

namespace Pathos.Distributed;

/// <summary>A pool's connection and the one that a machine brought for it, joined into one. The server reads nothing of what
/// passes.</summary>
internal sealed class HelperSession(string name, Transport pool, Transport helper)
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Gets the end of either side, which is that of the other too.</summary>
    public Task Ended => _ended.Task;

    public void Start() => Relay.Start(helper, pool, $"pathos session {name}", _ended.SetResult);

    public void Close()
    {
        pool.Close();
        helper.Close();
    }
}
