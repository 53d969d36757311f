using System.ComponentModel;
using System.Diagnostics;
using Pathos.Launching;

namespace Pathos.Distributed;

/// <summary>One SSH client that listens on a Unix socket of ours and passes connections on.</summary>
/// <remarks>
/// <para>A socket in a folder of our own needs no free port: other users cannot take its name.</para>
/// <para>The client starts without forwardings, and is asked for ours by a socket that controls it, beside that one. A forwarding on its
/// command
/// line would come with all those that the user's file has for the host, whose ports would be listened on here and there.</para>
/// </remarks>
internal sealed class TunnelClient : IAsyncDisposable
{
    private const string SocketName = "s";
    private const string ControlName = "c";
    private const int RememberedLines = 50;

    // A client that runs nothing on the host reads nothing either, and would outlive this process if that was killed. So a shell holds it
    // that reads for it. When the pipe ends, for whatever reason, so does the client, and its folder goes.
    // Signals of a terminal or a group are for this process to answer. The client inherits that it ignores them, so it is killed.
    private const string Lifeline = """
        trap '' HUP INT QUIT TERM
        d=$1; shift
        exec 3<&0
        "$@" </dev/null 3<&- &
        s=$!
        (cat <&3; kill -9 "$s") >/dev/null 2>&1 &
        k=$!
        exec 3<&-
        wait "$s"; c=$?
        kill -9 "$k" 2>/dev/null
        rm -rf -- "$d"
        exit "$c"
        """;

    private static readonly TimeSpan s_endBound = TimeSpan.FromSeconds(2);

    private readonly Process _shell;
    private readonly SshHost _host;
    private readonly SshOptions _options;
    private readonly string _folder;
    private readonly Action<string> _onFailedConnection;
    private readonly Lock _gate = new();
    private readonly Queue<string> _lines = new();

    private TunnelClient(Process shell, SshHost host, SshOptions options, string folder, Action<string> onFailedConnection)
    {
        _shell = shell;
        _host = host;
        _options = options;
        _onFailedConnection = onFailedConnection;
        _folder = folder;
        Ended = EndAsync();
    }

    /// <summary>Gets the path to connect to.</summary>
    public string Socket => Path.Combine(_folder, SocketName);

    /// <summary>Gets why it ended.</summary>
    public Task<SshException> Ended { get; }

    /// <summary>Connects to the host and waits until the client listens at the socket.</summary>
    public static async Task<TunnelClient> StartAsync(
        SshHost host, SshOptions options, string target, Action<string> onFailedConnection, CancellationToken cancellationToken)
    {
        // A user who can exchange the folder can let this program connect to him.
        if (TemporaryPlace.RefusalOf(Path.GetTempPath()) is { } refusal)
        {
            throw new IOException(refusal);
        }

        RequirePlainPath(Path.GetTempPath());

        SshRoute route = await SshRoute.FindAsync(host, options, cancellationToken).ConfigureAwait(false);
        using SshHandshake handshake = await SshHandshake.BeginAsync(route, options, cancellationToken).ConfigureAwait(false);
        string folder = Directory.CreateTempSubdirectory("pathos-tunnel-").FullName;
        string control = Path.Combine(folder, ControlName);
        using var watcher = new FileSystemWatcher(folder);
        var letIn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        watcher.Created += (_, created) => _ = created.FullPath == control && letIn.TrySetResult();
        watcher.EnableRaisingEvents = true;

        // A client that others of the user shared would keep the forwarding when this one ends.
        ProcessStartInfo direct = SshCommandLine.Describe(
            host, options, command: null, [.. route.ClientSettings, "-M", "-S", control, "-o", "ControlPersist=no"]);
        ProcessStartInfo start = SshCommandLine.Start(
            "/bin/sh", ["-c", Lifeline, SshCommandLine.Wrapper, folder, direct.FileName, .. direct.ArgumentList]);

        var client = new TunnelClient(Process.Start(start)!, host, options, folder, onFailedConnection);
        try
        {
            // The client makes that socket when the host has let it in.
            Task first = await Task.WhenAny(letIn.Task, client.Ended).WaitAsync(cancellationToken).ConfigureAwait(false);
            if (first != letIn.Task)
            {
                throw await client.Ended.ConfigureAwait(false);
            }

            await client.ForwardAsync(control, target, cancellationToken).ConfigureAwait(false);
            return client;
        }
        catch
        {
            await client.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Asks the client for the forwarding. It listens when it says yes.</summary>
    private async Task ForwardAsync(string control, string target, CancellationToken cancellationToken)
    {
        string[] arguments = ["-F", "/dev/null", "-S", control, "-O", "forward", "-L", $"{Socket}:{target}", "--", _host.Name];
        using Process asking = Process.Start(SshCommandLine.Start(_options.Program, arguments))!;
        try
        {
            asking.StandardInput.Close();
            string said = await asking.StandardError.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
            await asking.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            if (asking.ExitCode != 0)
            {
                // When the connection broke meanwhile, its client knows why.
                throw Ended.IsCompleted ? await Ended.ConfigureAwait(false) : SshFailure.NotForwarded(_host, target, said.Trim());
            }
        }
        finally
        {
            if (!asking.HasExited)
            {
                asking.Kill();
            }
        }
    }

    /// <summary>Refuses a folder whose name means something else to the client than it says. How such signs would have to be written
    /// differs between its versions, and some cannot be.</summary>
    private static void RequirePlainPath(string folder)
    {
        if (folder.AsSpan().ContainsAny(@"%:\") || folder.Contains("${", StringComparison.Ordinal))
        {
            throw new IOException(
                $"The SSH client can have no socket in '{folder}', because of a sign in this path. "
                + @"Let TMPDIR name a folder whose path has none of: % : \ ${");
        }
    }

    public async ValueTask DisposeAsync()
    {
        CloseLifeline();
        await ((Task)Ended).WaitAsync(s_endBound).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            _shell.Kill(entireProcessTree: true);
        }
        catch (Exception error) when (error is InvalidOperationException or Win32Exception)
        {
            // It has ended, as it should.
        }

        await Ended.ConfigureAwait(false);
        _shell.Dispose();
        try
        {
            Directory.Delete(_folder, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // The shell has removed it, as it should.
        }
    }

    private async Task<SshException> EndAsync()
    {
        while (await _shell.StandardError.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            lock (_gate)
            {
                _lines.Enqueue(line);
                if (_lines.Count > RememberedLines)
                {
                    _lines.Dequeue();
                }
            }

            if (line.Contains("open failed", StringComparison.Ordinal))
            {
                _onFailedConnection(line);
            }
        }

        await _shell.WaitForExitAsync().ConfigureAwait(false);
        CloseLifeline();
        lock (_gate)
        {
            return SshFailure.Ended(_host, _options, _shell.ExitCode, [.. _lines], runsShell: false);
        }
    }

    private void CloseLifeline()
    {
        try
        {
            _shell.StandardInput.Close();
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // The shell has gone before.
        }
    }
}
