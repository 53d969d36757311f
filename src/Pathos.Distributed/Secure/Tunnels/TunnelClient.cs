using System.ComponentModel;
using System.Diagnostics;
using Pathos.Launching;

namespace Pathos.Distributed;

/// <summary>One SSH client that listens on a Unix socket of ours and passes connections on.</summary>
/// <remarks>A socket in a folder of our own needs no free port: nobody else can take its name.</remarks>
internal sealed class TunnelClient : IAsyncDisposable
{
    private const string SocketName = "s";
    private const int NotFound = 127;
    private const int RememberedLines = 50;

    // A client that runs nothing on the host reads nothing either, and would outlive this process if that was killed. So a shell holds it that reads for it: when the pipe
    // ends, whoever ended it, so does the client, and its folder goes.
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

    /// <summary>Connects to the host and waits until the socket is there, which the client makes when the host has let it in.</summary>
    public static async Task<TunnelClient> StartAsync(SshHost host, SshOptions options, string target, Action<string> onFailedConnection, CancellationToken cancellationToken)
    {
        // Whoever can exchange the folder can let this program connect to him.
        if (TemporaryPlace.RefusalOf(Path.GetTempPath()) is { } refusal)
        {
            throw new IOException(refusal);
        }

        string folder = Directory.CreateTempSubdirectory("pathos-tunnel-").FullName;
        string socket = Path.Combine(folder, SocketName);
        using var watcher = new FileSystemWatcher(folder);
        var made = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        watcher.Created += (_, created) => _ = created.FullPath == socket && made.TrySetResult();
        watcher.EnableRaisingEvents = true;

        // A connection shared with others would keep the forwarding when this client ends.
        ProcessStartInfo direct = SshCommandLine.Describe(host, options, command: null, "-o", "ControlPath=none", "-o", "ExitOnForwardFailure=yes", "-L", $"{socket}:{target}");
        ProcessStartInfo start = SshCommandLine.Start("/bin/sh", ["-c", Lifeline, "ssh-tunnel", folder, direct.FileName, .. direct.ArgumentList]);

        var client = new TunnelClient(Process.Start(start)!, host, options, folder, onFailedConnection);
        try
        {
            Task first = await Task.WhenAny(made.Task, client.Ended).WaitAsync(cancellationToken).ConfigureAwait(false);
            return first == made.Task ? client : throw await client.Ended.ConfigureAwait(false);
        }
        catch
        {
            await client.DisposeAsync().ConfigureAwait(false);
            throw;
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
            return _shell.ExitCode == NotFound
                ? SshFailure.NotStarted(_host, _options, string.Join(' ', _lines))
                : SshFailure.Describe(_host, _shell.ExitCode, [.. _lines]);
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
