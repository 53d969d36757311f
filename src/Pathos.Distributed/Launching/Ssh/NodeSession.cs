using System.Diagnostics;
using Pathos.Launching;
using Pathos.Wire;

namespace Pathos.Distributed;

/// <summary>One running SSH client, whose standard input and output lead to a command on the host. Disposing ends it.</summary>
internal sealed class NodeSession : IDisposable
{
    private static readonly TimeSpan s_lastWords = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan s_leaveBound = TimeSpan.FromSeconds(2);

    private readonly Process _client;
    private readonly SshOptions _options;
    private readonly SshHandshake _handshake;
    private readonly OutputPipe _errors;
    private readonly PipeStop _stop = new();

    private NodeSession(SshHost host, SshOptions options, Process client, SshHandshake handshake)
    {
        Host = host;
        _options = options;
        _client = client;
        _handshake = handshake;
        _errors = new OutputPipe(client.StandardError.BaseStream, _stop, static _ => { }, $"ssh {host} stderr");
        _ = LetGoOfStopAsync();
    }

    public SshHost Host { get; }

    public Stream Input => _client.StandardOutput.BaseStream;

    public Stream Output => _client.StandardInput.BaseStream;

    /// <summary>Starts a client as soon as the host may be knocked at. The code that hears from the command says so, by
    /// <see cref="LetIn"/>.</summary>
    public static async Task<NodeSession> StartAsync(SshHost host, SshOptions options, string command, CancellationToken cancellationToken)
    {
        SshRoute route = await SshRoute.FindAsync(host, options, cancellationToken).OnLibraryThreads();
        SshHandshake handshake = await SshHandshake.BeginAsync(route, options, cancellationToken).OnLibraryThreads();
        try
        {
            ProcessStartInfo direct = SshCommandLine.Describe(host, options, command, route.SessionSettings);
            return new NodeSession(host, options, Process.Start(SshCommandLine.Undisturbed(direct))!, handshake);
        }
        catch
        {
            handshake.Dispose();
            throw;
        }
    }

    /// <summary>The host has let the client in, so others may knock.</summary>
    public void LetIn() => _handshake.Dispose();

    /// <summary>The session as a connection; closing it ends the client.</summary>
    public Transport AsTransport() => new StreamTransport(Input, Output, Leave);

    /// <summary>What the client and the command said on standard error, lately.</summary>
    public string LastWords() => Visible.Lines(string.Join(Environment.NewLine, _errors.LastLines()));

    /// <summary>Says why the session ended, after it has.</summary>
    public async Task<SshException> DescribeEndAsync()
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

        return SshFailure.Ended(Host, _options, _client.ExitCode, _errors.LastLines());
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
        _handshake.Dispose();
        _stop.Dispose();
    }

    private void End()
    {
        _handshake.Dispose();
        try
        {
            // With the clients that lead to it through jump hosts: they would wait for an answer of a host that is silent, for as long as
            // the system does. A shared connection that the user's configuration keeps for others is not a descendant.
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
