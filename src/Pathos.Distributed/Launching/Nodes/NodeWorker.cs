using Pathos.Launching;
using Pathos.Wire;

namespace Pathos.Distributed;

/// <summary>A worker that a node watches. What is known of it, the node has told.</summary>
internal sealed class NodeWorker(NodeLink node, long id, string name, NodeSettings settings) : LaunchedWorker
{
    private readonly TaskCompletionSource<WorkerExit> _exited = new();
    private readonly Queue<string> _errorLines = new();
    private WorkerStarted? _start;
    private WorkerGone? _position;

    public long Id { get; } = id;

    public string Name { get; } = name;

    /// <summary>Gets or sets its connection; set before it is asked for.</summary>
    public Channel? Channel { get; set; }

    /// <summary>Gets the news that it is on its way.</summary>
    public TaskCompletionSource Started { get; } = new();

    public override string Host => settings.Host;

    public override int Cores => Math.Max(1, _start?.Cores ?? 1);

    public override bool SharesFiles => false;

    public override bool SharesConnection => true;

    public override bool IsCutOff => node.IsCutOff;

    public override int? ProcessId => _start?.ProcessId;

    public override string? PagePath => _start?.PagePath;

    public override Task<WorkerExit> Exited => _exited.Task;

    public override TimeSpan ReachedAt(TimeSpan now) => node.ReachedAt(now);

    public override (long BatchId, int Position)? ReadPosition() =>
        Volatile.Read(ref _position) is { IsKnown: true } position ? (position.BatchId, position.Position) : null;

    public override void RememberErrorLine(string line)
    {
        lock (_errorLines)
        {
            _errorLines.Enqueue(Bounds.Cut(line, Bounds.Line));
            if (_errorLines.Count > Bounds.LastLines)
            {
                _errorLines.Dequeue();
            }
        }
    }

    public override void Kill()
    {
        if (!_exited.Task.IsCompleted)
        {
            node.Kill(Id);
        }
    }

    public override ValueTask DisposeAsync()
    {
        Kill();
        Channel?.Close();
        node.Forget(Id);
        return ValueTask.CompletedTask;
    }

    public void TakeStart(WorkerStarted start)
    {
        _start = start;
        Started.TrySetResult();
    }

    public void TakeFailure(string reason) =>
        Started.TrySetException(new PoolOpenException($"{Name} could not be started on {Host}: {Visible.Lines(reason)}"));

    /// <summary>Comes before the end of its channel, on the thread that brings that too: code that sees the end sees the
    /// position.</summary>
    public void TakePosition(WorkerGone position) => Volatile.Write(ref _position, position);

    public void TakeExit(WorkerExited exit) => End(exit.ExitCode, exit.Signal, exit.IsByPool, exit.LastErrorLines.OfType<string>());

    /// <param name="words">What is known of the reason; empty for nothing.</param>
    public void TakeLossOfHost(string words)
    {
        Started.TrySetException(new PoolOpenException($"{Name} could not be started on {Host}: the connection broke. {words}"));
        End(null, null, isByPool: false, words.Length == 0 ? [] : [words]);
    }

    /// <summary>What it said on its console came over its own connection, the rest by way of the node.</summary>
    private void End(int? exitCode, int? signal, bool isByPool, IEnumerable<string> lastWords)
    {
        lock (_errorLines)
        {
            _exited.TrySetResult(new WorkerExit(exitCode, signal, [.. _errorLines, .. lastWords]) { IsByPool = isByPool });
        }
    }
}
