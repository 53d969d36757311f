using System.Globalization;
using Microsoft.Extensions.Logging;
using Pathos.Launching;
using Pathos.Wire;

namespace Pathos.Distributed;

/// <summary>The machines that work for a server, and the sessions that pools have with them by way of it.</summary>
/// <remarks>
/// Such a machine keeps one connection, on which it is asked for sessions. It brings each on a connection of its own, which is joined to
/// that of the pool that wanted it: to the pool it is a node like any other, and no side listens at a port but the server. A ticket is
/// drawn for each session, holds for a few seconds, and is taken once.
/// </remarks>
internal sealed partial class ServerHelpers(ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan s_stepTime = TimeSpan.FromSeconds(10);

    // A machine that is told why it is refused ends the connection itself, and at once.
    private static readonly TimeSpan s_lastWord = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly List<ServerHelper> _helpers = [];
    private readonly List<HelperWatcher> _watchers = [];
    private readonly List<HelperSession> _sessions = [];

    // Connections whose first message is waited for, and those that joined: both end with the server.
    private readonly List<ControlConnection> _connections = [];
    private readonly Dictionary<Guid, TaskCompletionSource<Transport>> _awaited = [];
    private bool _isClosed;

    public IReadOnlyList<ServerHelperStatistics> GetStatistics()
    {
        lock (_gate)
        {
            return [.. _helpers.Select(static helper => helper.GetStatistics())];
        }
    }

    /// <summary>Tells a pool of all machines of now, and from now on of those that come and go.</summary>
    public HelperWatcher Watch(Action<Message> send)
    {
        var watcher = new HelperWatcher(send);
        lock (_gate)
        {
            _watchers.Add(watcher);
            _helpers.ForEach(helper => watcher.Tell(MessageKind.HelperJoined, helper.Joined));
        }

        return watcher;
    }

    public void Unwatch(HelperWatcher watcher)
    {
        lock (_gate)
        {
            _watchers.Remove(watcher);
        }
    }

    /// <summary>Listens to a machine, on a thread of its own, until it goes.</summary>
    /// <param name="from">Where it comes from.</param>
    /// <param name="transport">Its connection; the caller's when it is refused.</param>
    /// <param name="onEnd">Called when it has gone, or is refused.</param>
    /// <returns>Null, or why it is refused.</returns>
    public string? TryListen(string from, Transport transport, Action onEnd)
    {
        ControlConnection? control = null;
        string? refusal;
        try
        {
            refusal = TryAdd(transport, out control);
            if (control is not null)
            {
                new Thread(() => Listen(from, control, onEnd), maxStackSize: 512 << 10) { IsBackground = true, Name = $"pathos helper {from}" }.UnsafeStart();
                return null;
            }
        }
        catch
        {
            // No thread for it, say.
            if (control is not null)
            {
                Leave(control);
            }

            onEnd();
            throw;
        }

        onEnd();
        return refusal;
    }

    /// <summary>A machine brings a session. False when no pool waits for it: it came too late, its ticket was taken, or there never was
    /// such a ticket.</summary>
    public bool TryBring(Guid ticket, Transport transport)
    {
        TaskCompletionSource<Transport>? waiting;
        lock (_gate)
        {
            _awaited.Remove(ticket, out waiting);
        }

        waiting?.SetResult(transport);
        return waiting is not null;
    }

    /// <summary>Joins a pool to a machine. False when there is no such machine, or it brings no session in time.</summary>
    /// <param name="from">Where the pool comes from.</param>
    /// <param name="id">Which machine it wants.</param>
    /// <param name="pool">Its connection; the caller's when it is not joined.</param>
    /// <param name="onEnd">Called when the session has ended, or there is none.</param>
    public async Task<bool> TryJoinAsync(string from, Guid id, Transport pool, Action onEnd)
    {
        bool isJoined = false;
        try
        {
            isJoined = await TryJoinCoreAsync(from, id, pool, onEnd).OnLibraryThreads();
            return isJoined;
        }
        finally
        {
            if (!isJoined)
            {
                onEnd();
            }
        }
    }

    private async Task<bool> TryJoinCoreAsync(string from, Guid id, Transport pool, Action onEnd)
    {
        var ticket = ServerHelper.NewTicket();
        var brought = new TaskCompletionSource<Transport>(TaskCreationOptions.RunContinuationsAsynchronously);
        ServerHelper? helper;
        lock (_gate)
        {
            helper = _isClosed ? null : _helpers.Find(helper => helper.Id == id);
            if (helper is not null)
            {
                _awaited.Add(ticket, brought);
            }
        }

        if (helper is null)
        {
            return false;
        }

        helper.Ask(new OpenSession(ticket, from));
        try
        {
            await brought.Task.WaitAsync(s_stepTime, LibraryTime.Shared).OnLibraryThreads();
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        catch (TimeoutException)
        {
            bool isStillAwaited;
            lock (_gate)
            {
                isStillAwaited = _awaited.Remove(ticket);
            }

            if (isStillAwaited)
            {
                return false;
            }
        }

        // The machine that took the ticket brings the session now, if it has not.
        Start(new HelperSession($"{from} with {helper.Name}", pool, await brought.Task.OnLibraryThreads()), onEnd);
        return true;
    }

    /// <summary>Ends all connections and sessions.</summary>
    public async ValueTask DisposeAsync()
    {
        ControlConnection[] connections;
        HelperSession[] sessions;
        TaskCompletionSource<Transport>[] awaited;
        lock (_gate)
        {
            _isClosed = true;
            connections = [.. _connections];
            sessions = [.. _sessions];
            awaited = [.. _awaited.Values];
            _awaited.Clear();
        }

        Array.ForEach(awaited, static session => session.SetCanceled());
        Array.ForEach(connections, static connection => connection.Close());
        Array.ForEach(sessions, static session => session.Close());
        await Task.WhenAll(sessions.Select(static session => session.Ended)).OnLibraryThreads();
    }

    /// <summary>Takes one more machine. Null when it is taken; else why not.</summary>
    private string? TryAdd(Transport transport, out ControlConnection? control)
    {
        control = null;
        lock (_gate)
        {
            if (_isClosed)
            {
                return "it is ending.";
            }

            if (_connections.Count >= Bounds.Helpers)
            {
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Bounds.Helpers} machines work for it, which is as many as it takes. Try again when one has gone, or work for another server.");
            }

            control = new ControlConnection(transport);
            _connections.Add(control);
            return null;
        }
    }

    private void Start(HelperSession session, Action onEnd)
    {
        bool isTooLate;
        lock (_gate)
        {
            isTooLate = _isClosed;
            if (!isTooLate)
            {
                _sessions.Add(session);
            }
        }

        if (isTooLate)
        {
            session.Close();
            onEnd();
            return;
        }

        session.Start();
        _ = session.Ended.ContinueWith(
            _ => Forget(session, onEnd), CancellationToken.None, TaskContinuationOptions.None, LibraryThreads.Shared);
    }

    private void Forget(HelperSession session, Action onEnd)
    {
        lock (_gate)
        {
            _sessions.Remove(session);
        }

        onEnd();
    }

    private void Listen(string from, ControlConnection control, Action onEnd)
    {
        ServerHelper? helper = null;
        bool isRefused = false;
        using ITimer patience = LibraryTime.Shared.CreateTimer(_ => control.Close(), null, s_stepTime, Timeout.InfiniteTimeSpan);
        try
        {
            control.Run(frame =>
            {
                if (isRefused)
                {
                    // The end is left to the other side, for a moment.
                    return;
                }

                try
                {
                    helper = Take(from, control, helper, frame);
                    patience.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                }
                catch (InvalidDataException error)
                {
                    isRefused = true;
                    Forget(helper);
                    LogRefused(logger, NameOf(helper), from, error.Message);
                    control.Send(new Message(MessageKind.ServerRefused, 0, new ServerRefused(Bounds.Cut($"it was told what it cannot take: {error.Message} Use the same build on both sides.", Bounds.Reason))));
                    patience.Change(s_lastWord, Timeout.InfiniteTimeSpan);
                }
            });

            if (helper is null && !isRefused)
            {
                LogRefused(logger, NameOf(helper), from, "It did not say what it is.");
            }
        }
        catch (Exception error)
        {
            // A thread of its own, where an exception would end the server. What came was not even a message, most often; only that
            // connection ends, and an honest machine will be back.
            control.Close();
            LogRefused(logger, NameOf(helper), from, error.Message);
        }

        Forget(helper);
        Leave(control);
        onEnd();
    }

    private static string NameOf(ServerHelper? helper) =>
        helper is null ? "A machine that has not said its name" : $"The machine '{Visible.Text(helper.Name)}'";

    private ServerHelper Take(string from, ControlConnection control, ServerHelper? known, in Frame frame)
    {
        if (frame.Kind != MessageKind.HelperReady || known is not null)
        {
            throw new InvalidDataException($"A machine that works for a server does not send {frame.Kind} now.");
        }

        HelperReady ready = HelperReady.Read(frame.Body.Span);
        if (new PeerBuild(ready.ProtocolVersion, ready.RuntimeVersion).DifferenceFor($"'{Visible.Text(ready.Name)}'") is { } difference)
        {
            throw new InvalidDataException(difference);
        }

        var helper = new ServerHelper(from, ready, control);
        lock (_gate)
        {
            _helpers.Add(helper);
            _watchers.ForEach(watcher => watcher.Tell(MessageKind.HelperJoined, helper.Joined));
        }

        return helper;
    }

    private void Leave(ControlConnection control)
    {
        lock (_gate)
        {
            _connections.Remove(control);
        }
    }

    /// <summary>A machine works for the server no longer.</summary>
    private void Forget(ServerHelper? helper)
    {
        lock (_gate)
        {
            if (helper is not null && _helpers.Remove(helper))
            {
                _watchers.ForEach(watcher => watcher.Tell(MessageKind.HelperLeft, new HelperLeft(helper.Id)));
            }
        }
    }

    [LoggerMessage(45, LogLevel.Warning, "{Machine} at {Address} cannot work for this server and was sent away: {Reason} Use the same build there; if it is the same, trust that machine no longer, and change the secret.")]
    private static partial void LogRefused(ILogger logger, string machine, string address, string reason);
}
