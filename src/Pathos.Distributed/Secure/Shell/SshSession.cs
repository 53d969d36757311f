using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.ExceptionServices;

namespace Pathos.Distributed;

/// <summary>One command on a host, over one SSH client of its own. See <see cref="RemoteScript"/> for how beginning and end are
/// known.</summary>
internal sealed class SshSession : IAsyncDisposable
{
    // After the end mark the client has nothing left to do, unless a process in the background holds the session open; that is not ours to
    // wait for.
    private static readonly TimeSpan s_clientGrace = TimeSpan.FromMilliseconds(250);

    // Beyond the time to connect: what the host needs to list its processes, and they to end when asked.
    private static readonly TimeSpan s_endBound = TimeSpan.FromSeconds(15);

    // What the client and the user's profile say before the command, and after it was lost: enough to say why.
    private const int RememberedBytes = 16 << 10;

    private readonly Process _client;
    private readonly SshHost _host;
    private readonly SshOptions _options;
    private readonly RemoteScript _script;
    private readonly Stream _input;
    private readonly OutputSink _output;
    private readonly OutputSink _error;
    private readonly OutputSink _before = new(RememberedBytes);
    private readonly OutputSink _lastWords = new(RememberedBytes);
    private readonly TaskCompletionSource<(int Command, int Outer)> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // The first failure of the caller's streams and callbacks; the others follow from it.
    private readonly TaskCompletionSource<Exception> _fault = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _inputNeeded = new();
    private readonly Task<bool> _outputRead;
    private readonly Task<bool> _errorRead;
    private int? _exitCode;

    // Set before the fault that says so. Such a host is not asked for anything else.
    private volatile bool _isHostStrange;

    private SshSession(Process client, SshHost host, SshOptions options, RemoteScript script, OutputSink output, OutputSink error)
    {
        _client = client;
        _host = host;
        _options = options;
        _script = script;
        _input = client.StandardInput.BaseStream;
        _output = output;
        _error = error;
        _outputRead = ReadAsync(client.StandardOutput.BaseStream, output, static _ => { }, isError: false);
        _errorRead = ReadAsync(client.StandardError.BaseStream, error, OnErrorMark, isError: true);
        Ended = EndAsync();
    }

    public int ProcessId => _started.Task.Result.Command;

    /// <summary>Gets the exit code of the command, 128 and the signal when that ended it; or why it is not known.</summary>
    public Task<int> Ended { get; }

    /// <summary>Connects and lets the command go. When this throws, for whatever reason, it never ran.</summary>
    public static async Task<SshSession> StartAsync(SshHost host, SshOptions options, RemoteScript script, OutputSink output, OutputSink error, Stream? input, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        SshRoute route = await SshRoute.FindAsync(host, options, cancellationToken).ConfigureAwait(false);
        using SshHandshake handshake = await SshHandshake.BeginAsync(route, options, cancellationToken).ConfigureAwait(false);
        ProcessStartInfo direct = SshCommandLine.Describe(host, options, script.CommandLine, route.SessionSettings);
        var session = new SshSession(Process.Start(SshCommandLine.Undisturbed(direct))!, host, options, script, output, error);
        try
        {
            await session.WriteAsync(RemoteScript.Opening).ConfigureAwait(false);
            await Task.WhenAny(session._started.Task, session.Ended).WaitAsync(cancellationToken).ConfigureAwait(false);
            if (!session._started.Task.IsCompleted)
            {
                await session.Ended.ConfigureAwait(false);
                Debug.Fail("A session that has not started does not end well.");
            }

            _ = session.PumpAsync(input);
            return session;
        }
        catch
        {
            // Without its line the command goes no further.
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Signals every process of the command, over a connection of its own. No-op when it has ended.</summary>
    public async Task SignalAsync(UnixSignal signal, CancellationToken cancellationToken)
    {
        (_, int outer) = await _started.Task.ConfigureAwait(false);
        await HostShell.RunAsync(_host, _options, SessionSignal.Send(_script.Mark, outer, signal), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends every process of the command, over a connection of its own: asks first, then kills. No-op when it has ended.</summary>
    /// <returns>Why the host could not be told; null when it was.</returns>
    public async Task<Exception?> TryEndAsync()
    {
        using var bound = new CancellationTokenSource(_options.ConnectTimeout + s_endBound);
        try
        {
            (_, int outer) = await _started.Task.ConfigureAwait(false);
            await HostShell.RunAsync(_host, _options, SessionSignal.End(_script.Mark, outer), bound.Token).ConfigureAwait(false);

            // It has ended now; the news of it takes as long as any answer of the host.
            await ((Task)Task.WhenAny(_outputRead, _fault.Task)).WaitAsync(bound.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return null;
        }
        catch (Exception error) when (error is SshException or OperationCanceledException)
        {
            return error;
        }
    }

    /// <summary>Ends the client. What runs on the host is not told.</summary>
    public async ValueTask DisposeAsync()
    {
        EndClient();
        await ((Task)Ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task<bool> ReadAsync(Stream source, OutputSink sink, Action<string> onMark, bool isError)
    {
        bool isCommand = false;
        try
        {
            bool ended = await new MarkedReader(source, _script.MarkBytes).ReadAsync(PassAsync, text =>
            {
                isCommand = true;
                onMark(text);
            }).ConfigureAwait(false);
            sink.Complete();
            return ended;
        }
        catch (Exception error)
        {
            // The user's stream or callback does not take the output, so the command has to go.
            _fault.TrySetResult(error);
            return false;
        }
        finally
        {
            await source.DisposeAsync().ConfigureAwait(false);
        }

        async ValueTask PassAsync(ReadOnlyMemory<byte> data)
        {
            if (!isCommand)
            {
                // Both readers may be here at once.
                lock (_before)
                {
                    _before.Keep(data.Span);
                }

                return;
            }

            if (isError)
            {
                // The client's own last words come on the command's standard error.
                _lastWords.Keep(data.Span);
            }

            await sink.WriteAsync(data).ConfigureAwait(false);
        }
    }

    private void OnErrorMark(string text)
    {
        string[] words = text.Split(' ');
        if (words is [RemoteScript.Start, var command, var outer]
            && Number(command) is { } id and > 0 && Number(outer) is { } outerId and > 0)
        {
            _started.TrySetResult((id, outerId));
        }
        else if (words is [RemoteScript.End, var code] && Number(code) is { } exitCode and <= byte.MaxValue)
        {
            _exitCode = exitCode;
        }
        else
        {
            _isHostStrange = true;
            throw SshFailure.NotUnderstood(_host, text);
        }
    }

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;

    private async Task PumpAsync(Stream? input)
    {
        try
        {
            await WriteAsync(_script.Going).ConfigureAwait(false);
            byte[] buffer = new byte[64 << 10];
            while (input is not null
                && await ReadInputAsync(buffer).ConfigureAwait(false) is var read
                && read > 0
                && await WriteAsync(buffer.AsMemory(0, read)).ConfigureAwait(false))
            {
            }
        }
        catch (Exception error)
        {
            _fault.TrySetResult(error);
        }
        finally
        {
            await CloseAsync().ConfigureAwait(false);
        }

        async ValueTask<int> ReadInputAsync(Memory<byte> buffer)
        {
            try
            {
                return await input!.ReadAsync(buffer, _inputNeeded.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_inputNeeded.IsCancellationRequested)
            {
                return 0;
            }
        }

        async ValueTask CloseAsync()
        {
            try
            {
                await _input.DisposeAsync().ConfigureAwait(false);
            }
            catch (IOException)
            {
                // What was not yet sent has no receiver.
            }
        }
    }

    private async ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> data)
    {
        try
        {
            await _input.WriteAsync(data).ConfigureAwait(false);
            await _input.FlushAsync().ConfigureAwait(false);
            return true;
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // The command does not read its input to the end, or is gone: how it ended says more.
            return false;
        }
    }

    private async Task<int> EndAsync()
    {
        Task<bool[]> read = Task.WhenAll(_outputRead, _errorRead);
        await Task.WhenAny(read, _fault.Task).ConfigureAwait(false);
        await _inputNeeded.CancelAsync().ConfigureAwait(false);
        if (_fault.Task.IsCompleted)
        {
            // What the caller has to know is its own failure, also when the host cannot be told.
            _ = _started.Task.IsCompleted && !_isHostStrange ? await TryEndAsync().ConfigureAwait(false) : null;
            EndClient();
        }

        bool isKnown = (await read.ConfigureAwait(false)).All(static ended => ended) && _exitCode is not null;
        if (isKnown)
        {
            await _client.WaitForExitAsync().WaitAsync(s_clientGrace).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            EndClient();
        }

        await _client.WaitForExitAsync().ConfigureAwait(false);
        int clientCode = _client.ExitCode;
        _client.Dispose();
        if (_fault.Task.IsCompleted)
        {
            ExceptionDispatchInfo.Throw(await _fault.Task.ConfigureAwait(false));
        }

        return isKnown ? _exitCode!.Value
            : _started.Task.IsCompleted ? throw SshFailure.Lost(_host, clientCode, Lines(_lastWords))
            : throw SshFailure.Ended(_host, _options, clientCode, Lines(_before));
    }

    private static string[] Lines(OutputSink sink) =>
        sink.Text().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private void EndClient()
    {
        try
        {
            _client.Kill();
        }
        catch (Exception error) when (error is InvalidOperationException or Win32Exception)
        {
            // It has ended already.
        }
    }
}
