using System.Diagnostics;
using Pathos.Launching;
using Pathos.Wire;

namespace Pathos.Distributed;

/// <summary>A pool that uses workers of this process: its connection, and the node that runs its workers.</summary>
internal sealed class ServerClient
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _since = Stopwatch.GetTimestamp();
    private readonly string _name;
    private readonly Transport _transport;
    private readonly FairShare.Member _share;
    private readonly NodeHost _node;

    public ServerClient(string name, Transport transport, NodeHostSettings settings, FairShare.Member share)
    {
        _name = name;
        _transport = transport;
        _share = share;
        _node = new NodeHost(transport, settings);
    }

    public Task Ended => _ended.Task;

    public ServerClientStatistics GetStatistics() => new(_name, Stopwatch.GetElapsedTime(_since), _share.Granted, _share.Held, _share.TasksDone);

    public void Close() => _transport.Close();

    /// <summary>Serves it on a thread of its own until it goes, and ends its workers.</summary>
    public void Run(Action onEnd) =>
        new Thread(() =>
        {
            try
            {
                _node.Run();
                _node.Dispose();
            }
            finally
            {
                onEnd();
                _ended.TrySetResult();
            }
        }) { IsBackground = true, Name = $"pathos client {_name}" }.UnsafeStart();
}
