using Pathos.Distributed;

namespace Pathos;

/// <summary>A command that runs on another host. Disposing ends it, with all processes that it started: they are asked first (SIGTERM),
/// and killed 5 seconds later.</summary>
public sealed class RemoteProcess : IAsyncDisposable
{
    private readonly SshSession _session;
    private readonly string _command;
    private readonly RemoteShellOptions _options;
    private readonly OutputSink _output;
    private readonly OutputSink _error;

    // A host that could not be told once is not asked again.
    private bool _isEnding;

    internal RemoteProcess(SshSession session, string host, string command, RemoteShellOptions options, OutputSink output, OutputSink error)
    {
        _session = session;
        Host = host;
        _command = command;
        _options = options;
        _output = output;
        _error = error;
    }

    /// <summary>Gets the host, as it was named by the caller.</summary>
    public string Host { get; }

    /// <summary>Gets the id of the command's process on the host.</summary>
    public int ProcessId => _session.ProcessId;

    /// <summary>Gets whether the command has ended, or the connection to it.</summary>
    public bool HasEnded => _session.Ended.IsCompleted;

    /// <summary>Waits for its end. May be called several times.</summary>
    /// <param name="cancellationToken">Ends the wait, and not the command.</param>
    /// <returns>Its output and exit code.</returns>
    /// <exception cref="SshException">The connection was lost. The command may run on.</exception>
    /// <exception cref="RemoteCommandException">The command failed, unless <see cref="RemoteShellOptions.ThrowOnFailure"/> says
    /// otherwise.</exception>
    public async Task<RemoteResult> WaitAsync(CancellationToken cancellationToken = default)
    {
        int code = await _session.Ended.WaitAsync(cancellationToken).ConfigureAwait(false);
        var result = new RemoteResult(_output.Text(), _error.Text(), code, _output.IsTruncated || _error.IsTruncated);
        return code != 0 && _options.ThrowOnFailure ? throw new RemoteCommandException(Host, _command, result) : result;
    }

    /// <summary>Signals the command and every process that it started, unless they went into a session of their own, as services do. No-op
    /// when it has ended.</summary>
    /// <param name="signal">Which; by default <see cref="UnixSignal.Kill"/>, which no process can refuse.</param>
    /// <param name="cancellationToken">Gives up waiting for the host.</param>
    /// <returns>Done when the signal was sent. <see cref="WaitAsync"/> tells how the command ended.</returns>
    /// <exception cref="SshException">The host could not be told: a signal goes over a connection of its own.</exception>
    public Task KillAsync(UnixSignal signal = UnixSignal.Kill, CancellationToken cancellationToken = default) =>
        HasEnded ? Task.CompletedTask : _session.SignalAsync(signal, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!HasEnded && Interlocked.Exchange(ref _isEnding, true) is false)
        {
            await _session.TryEndAsync().ConfigureAwait(false);
        }

        await _session.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Ends the command for a caller who has cancelled, and tells if that was not possible.</summary>
    internal async Task EndForAsync(CancellationToken cancellationToken)
    {
        _isEnding = true;
        if (!HasEnded && await _session.TryEndAsync().ConfigureAwait(false) is { } failure)
        {
            throw new OperationCanceledException(
                $"Process {ProcessId} on {Host} could not be told to end, and may run on. {failure.Message}", failure, cancellationToken);
        }
    }
}
