using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Pathos.Launching;

namespace Pathos;

/// <summary>One of the <see cref="SshServers"/>: a real sshd on an address of this machine.</summary>
public sealed class SshServer
{
    // The next port is as likely to be free as any; several in a row are taken only when something is wrong.
    private const int PortTries = 5;

    // A process that was killed is gone at once, unless the system itself hangs.
    private static readonly TimeSpan s_killBound = TimeSpan.FromSeconds(5);

    private readonly SshServerFiles _files;
    private readonly SshServerPlace _place;
    private readonly SshServerSetup _setup;
    private readonly Lock _gate = new();
    private readonly List<string> _log = [];
    private Process? _process;

    internal SshServer(SshServerFiles files, SshServerPlace place, SshServerSetup setup)
    {
        _files = files;
        _place = place;
        _setup = setup;
        Port = place.Port;
        Home = _files.HomeOf(Name);
    }

    /// <summary>Gets the name that the client configuration knows it by, for example <c>hosta</c>.</summary>
    public string Name => _place.Name;

    /// <summary>Gets the address that it listens on, its own among the servers.</summary>
    public IPAddress Address => _place.Address;

    /// <summary>Gets the port that it listens on; the same after a restart.</summary>
    public int Port { get; private set; }

    /// <summary>Gets the folder that HOME names in its sessions. They begin in the user's real home folder.</summary>
    public string Home { get; }

    /// <summary>Gets the id of the sshd process that listens, or null while it is killed.</summary>
    public int? ProcessId => _process?.Id;

    /// <summary>Gets what sshd has logged so far, one line an element, over all restarts.</summary>
    public IReadOnlyList<string> Log
    {
        get
        {
            lock (_gate)
            {
                return [.. _log];
            }
        }
    }

    /// <summary>Finds what its sessions have started and what has not ended, wherever it belongs by now.</summary>
    /// <param name="commandLine">A part of the command lines that are meant; empty for all.</param>
    /// <returns>The ids of the processes.</returns>
    public IReadOnlyList<int> FindProcesses(string commandLine = "") =>
        [.. SessionProcess.All().Where(found => found.Carries(Mark) && found.CommandLine.Contains(commandLine, StringComparison.Ordinal)).Select(static found => found.Id)];

    // Every process of a session inherits it, wherever it is reparented to.
    private string Mark => $"{SshServerFiles.MarkVariable}={Home}";

    internal async Task StartAsync()
    {
        for (int attempt = 1; ; attempt++)
        {
            int port = Port > 0 ? Port : FreePort();
            Process process = Start(port);
            if (await ListensAsync(process).ConfigureAwait(false))
            {
                Port = port;
                _process = process;
                return;
            }

            await process.WaitForExitAsync().ConfigureAwait(false);
            process.Dispose();
            if (Port > 0 || attempt == PortTries || !Log.Any(static line => line.Contains("Address already in use", StringComparison.Ordinal)))
            {
                throw new InvalidOperationException($"sshd for {Name} does not listen on {Address}:{port}. It says:{Environment.NewLine}{string.Join(Environment.NewLine, Log)}");
            }
        }
    }

    /// <summary>Ends it as if its machine had lost power: sshd, its connections, and every process of a session.</summary>
    internal async Task KillAsync()
    {
        if (_process is not { } process)
        {
            return;
        }

        // Stopped, it accepts no further connection while those that it has are ended.
        using (ProcessHandle listener = ProcessHandle.Open(process.Id) ?? throw new InvalidOperationException($"sshd for {Name} has ended by itself."))
        {
            listener.TrySend(ProcessSignal.Stop);
            while (await EndAsync(() => [.. Sessions(SessionProcess.All()), .. SessionProcess.All().Where(found => found.Carries(Mark))]).ConfigureAwait(false))
            {
            }

            listener.TrySend(ProcessSignal.Kill);
        }

        await process.WaitForExitAsync().ConfigureAwait(false);
        process.Dispose();
        _process = null;
    }

    /// <summary>Ends its connections as if the network had: what ran in the sessions is left alone, and new connections are accepted.</summary>
    internal Task SeverAsync() => EndAsync(() => [.. Sessions(SessionProcess.All()).Where(static found => found.Program.StartsWith("sshd", StringComparison.Ordinal))]);

    /// <returns>False when there was none.</returns>
    private static async Task<bool> EndAsync(Func<IReadOnlyList<SessionProcess>> find)
    {
        // All are opened before any is killed: a child of a killed one would be found no more.
        List<(SessionProcess Process, ProcessHandle Descriptor)> opened = [.. find().DistinctBy(static found => found.Id)
            .Select(static found => (found, ProcessHandle.Open(found.Id)!)).Where(static pair => pair.Item2 is not null)];
        try
        {
            // Found again after the opening, the number is still its own: nobody else can be hit.
            HashSet<int> still = [.. find().Select(static found => found.Id)];
            opened.ForEach(pair => _ = still.Contains(pair.Process.Id) && pair.Descriptor.TrySend(ProcessSignal.Kill));
            await Task.Run(() => opened.ForEach(pair => _ = !still.Contains(pair.Process.Id) || pair.Descriptor.WaitForEnd(s_killBound)
                ? true
                : throw new TimeoutException($"Process {pair.Process.Id} ({pair.Process.Program}) does not end."))).ConfigureAwait(false);
            return opened.Count > 0;
        }
        finally
        {
            opened.ForEach(static pair => pair.Descriptor.Dispose());
        }
    }

    /// <summary>Finds the descendants of sshd.</summary>
    private IEnumerable<SessionProcess> Sessions(List<SessionProcess> all)
    {
        HashSet<int> known = [_process!.Id];
        List<SessionProcess> sessions = [];
        while (all.Where(process => known.Contains(process.Parent) && !known.Contains(process.Id)).ToArray() is { Length: > 0 } children)
        {
            sessions.AddRange(children);
            known.UnionWith(children.Select(static child => child.Id));
        }

        return sessions;
    }

    private int FreePort()
    {
        using var listener = new TcpListener(Address, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private Process Start(int port)
    {
        // In the foreground, so that it is a child of ours; its log comes through the pipe. A launcher becomes the program that it starts.
        string[] command = [.. _place.Launcher, .. _files.OwnFiles(Name, _setup), SshServerFiles.FindServer(), "-D", "-e", "-f", _files.WriteServerConfig(this, port, _setup)];
        return Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true, UseShellExecute = false })!;
    }

    /// <returns>False when it ended instead.</returns>
    private async Task<bool> ListensAsync(Process process)
    {
        var listens = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.ErrorDataReceived += (_, args) =>
        {
            if (args.Data is not { } line)
            {
                listens.TrySetResult(false);
                return;
            }

            lock (_gate)
            {
                _log.Add(line);
            }

            if (line.StartsWith("Server listening on", StringComparison.Ordinal))
            {
                listens.TrySetResult(true);
            }
        };
        process.BeginErrorReadLine();
        return await listens.Task.ConfigureAwait(false);
    }
}
