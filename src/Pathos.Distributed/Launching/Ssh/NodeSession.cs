using System.Diagnostics;
using Pathos.Launching;
using Pathos.Wire;

namespace Pathos.Distributed;

/// <summary>One running SSH client, whose standard input and output lead to a command on the host. Disposing ends it.</summary>
internal sealed class NodeSession : IDisposable
{
    // Of the shell that keeps Ctrl-C from the client, when there is no client.
    private const int NotFound = 127;

    private static readonly TimeSpan s_lastWords = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan s_leaveBound = TimeSpan.FromSeconds(2);

    private readonly Process _client;
    private readonly SshOptions _options;
    private readonly OutputPipe _errors;
    private readonly PipeStop _stop = new();

    private NodeSession(SshHost host, SshOptions options, Process client)
    {
        Host = host;
        _options = options;
        _client = client;
        _errors = new OutputPipe(client.StandardError.BaseStream, _stop, static _ => { }, $"ssh {host} stderr");
        _ = LetGoOfStopAsync();
    }

    public SshHost Host { get; }

    public Stream Input => _client.StandardOutput.BaseStream;

    public Stream Output => _client.StandardInput.BaseStream;

    public static NodeSession Start(SshHost host, SshOptions options, string command) =>
        new(host, options, Process.Start(SshCommandLine.Undisturbed(SshCommandLine.Describe(host, options, command)))!);

    /// <summary>The session as a connection; closing it ends the client.</summary>
    public Transport AsTransport() => new StreamTransport(Input, Output, Leave);

    /// <summary>What the client and the command said on standard error, lately.</summary>
    public string LastWords() => string.Join(Environment.NewLine, _errors.LastLines());

    /// <summary>Says why the session ended, after it has.</summary>
    public async Task<Exception> DescribeEndAsync()
    {
        try
        {
            await _client.WaitForExitAsync().WaitAsync(s_lastWords, LibraryTime.Shared).OnLibraryThreads();
            _stop.Stop();
            await _errors.Ended.WaitAsync(s_lastWords, LibraryTime.Shared).OnLibraryThreads();
        }
        catch (TimeoutException)
        {
            // It hangs on to something; what it has said so far must do.
            End();
            return SshFailure.Describe(Host, SshFailure.ClientFailed, _errors.LastLines());
        }

        if (_client.ExitCode == NotFound && LastWords().Contains(_options.Program, StringComparison.Ordinal))
        {
            return SshFailure.NotStarted(Host, _options, LastWords());
        }

        return _client.ExitCode == SshFailure.ClientFailed
            ? SshFailure.Describe(Host, _client.ExitCode, _errors.LastLines())
            : new PoolOpenException($"The shell of {Host} ended with exit code {_client.ExitCode}. It needs a POSIX shell (/bin/sh) for this user.{Environment.NewLine}It said: {LastWords()}");
    }

    public void Dispose() => End();

    /// <summary>Hangs up: the command sees the end of its input and leaves, and then the client. One that does not is ended.</summary>
    private void Leave()
    {
        Output.Dispose();
        _ = EndLaterAsync();
    }

    private async Task EndLaterAsync()
    {
        try
        {
            await _client.WaitForExitAsync().WaitAsync(s_leaveBound, LibraryTime.Shared).OnLibraryThreads();
            _stop.Stop();
        }
        catch (TimeoutException)
        {
            End();
        }
    }

    private async Task LetGoOfStopAsync()
    {
        await _errors.Ended.OnLibraryThreads();
        _stop.Dispose();
    }

    private void End()
    {
        try
        {
            // With the clients that lead to it through jump hosts: they would wait for an answer of a host that is silent, for as long as the system does. A shared connection that the
            // user's configuration keeps for others is no descendant.
            _client.Kill(entireProcessTree: true);
        }
        catch (Exception error) when (error is InvalidOperationException or AggregateException)
        {
            // It has ended already, or a part of it just does.
        }

        // A connection that the user's configuration shares with other clients holds the pipe for as long as it is kept.
        _stop.Stop();
    }
}
