using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Pathos.Launching;
using Pathos.Wire;

namespace Pathos.Distributed;

/// <summary>A pool that uses workers of this process: its connection, and the node that runs its workers.</summary>
internal sealed partial class ServerClient
{
    private const int StackSize = 1 << 20;

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _since = Stopwatch.GetTimestamp();
    private readonly string _name;
    private readonly Transport _transport;
    private readonly FairShare.Member _share;
    private readonly NodeHostSettings _settings;
    private readonly ILogger _logger;

    public ServerClient(string name, Transport transport, NodeHostSettings settings, FairShare.Member share, ILogger logger)
    {
        _logger = logger;
        _name = name;
        _transport = transport;
        _share = share;
        _settings = settings;
    }

    public Task Ended => _ended.Task;

    public ServerClientStatistics GetStatistics() =>
        new(_name, Stopwatch.GetElapsedTime(_since), _share.Granted, _share.Active, _share.TasksDone);

    public void Close() => _transport.Close();

    /// <summary>Serves it on a thread of its own until it goes, and ends its workers.</summary>
    public void Run(Action onEnd) =>
        new Thread(() => Serve(onEnd), StackSize) { IsBackground = true, Name = $"pathos client {_name}" }.UnsafeStart();

    /// <summary>This is a thread of its own, where an exception would end the server: whatever goes wrong with one client, the others
    /// stay.</summary>
    private void Serve(Action onEnd)
    {
        Try(() =>
        {
            using var node = new NodeHost(_transport, _settings);
            Try(node.Run);
        });
        Try(onEnd);
        _ended.TrySetResult();
    }

    private void Try(Action step)
    {
        try
        {
            step();
        }
        catch (Exception error)
        {
            LogFailed(_logger, error, _name);
            _transport.Close();
        }
    }

    [LoggerMessage(43, LogLevel.Error, "Client {Client} was given up: what it sent, or what it needs, cannot be handled.")]
    private static partial void LogFailed(ILogger logger, Exception error, string client);
}
