using System.Diagnostics;
using System.Globalization;
using Pathos.Wire;

namespace Pathos.Launching;

/// <summary>Starts workers as child processes on this machine.</summary>
internal sealed class ProcessLauncher : WorkerLauncher
{
    private static readonly string[] s_scrubbed =
    [
        // What the parent's tools put there is for the parent: hooks would run in every worker, diagnostic ports would suspend it,
        // profilers would attach.
        "DOTNET_STARTUP_HOOKS", "DOTNET_DiagnosticPorts", "DOTNET_MODIFIABLE_ASSEMBLIES", "CORECLR_ENABLE_PROFILING", "CORECLR_PROFILER",
        "CORECLR_PROFILER_PATH", "CORECLR_PROFILER_PATH_64", "COR_ENABLE_PROFILING", "COR_PROFILER", "MSBUILD_EXE_PATH", "MSBuildSDKsPath", "MSBuildExtensionsPath",
        "MSBuildLoadMicrosoftTargetsReadOnly", "ASPNETCORE_HOSTINGSTARTUPASSEMBLIES", "DOTNET_WATCH_HOTRELOAD_NAMEDPIPE_NAME",
    ];

    private const string SecretVariable = "PATHOS_SECRET";

    // A process that was killed is gone at once, unless the system itself hangs.
    private static readonly TimeSpan s_killBound = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan s_outputBound = TimeSpan.FromSeconds(2);

    private readonly ProcessSettings _settings;
    private readonly RuntimeFolder _folder;
    private readonly Action<TaskOutput> _onOutput;
    private readonly DoorListener _listener;
    private readonly Lazy<WorkerDependencies> _dependencies;
    private readonly PipeStop _stop = new();
    private readonly FolderSweep _sweep;

    // Guarded by itself: the outputs that are read. The end of the launcher waits for them.
    private readonly HashSet<Task> _outputs = [];

    /// <param name="settings">How the processes are started.</param>
    /// <param name="folder">Where they find their pool. It becomes the launcher's.</param>
    /// <param name="door">Where they are let in.</param>
    /// <param name="onOutput">Who hears what they print.</param>
    public ProcessLauncher(ProcessSettings settings, RuntimeFolder folder, Door door, Action<TaskOutput> onOutput)
    {
        _settings = settings;
        _folder = folder;
        _onOutput = onOutput;
        _dependencies = new Lazy<WorkerDependencies>(() => WorkerDependencies.Write(folder.DependenciesPath, settings.Overrides));
        try
        {
            _sweep = new FolderSweep();
            _listener = new DoorListener(UnixSockets.Listen(folder.SocketPath), door);
        }
        catch
        {
            // No other code can let go of the folder, and as long as its lock is held no other process clears it.
            _stop.Dispose();
            folder.Dispose();
            throw;
        }
    }

    public override Task<LaunchedWorker> LaunchAsync(LaunchRequest request, CancellationToken cancellationToken)
    {
        int cores = WorkerCounts.Share(request.Siblings);
        ProcessStartInfo start = Describe(cores);
        Process? process = null;
        WorkerProcess worker;
        try
        {
            string page = _folder.CreatePage(request.Worker);
            process = Process.Start(start) ?? throw new InvalidOperationException("No process was started.");
            worker = new WorkerProcess(process, request.Worker, page, cores, _folder, _stop, _onOutput);
            Remember(worker.OutputEnded);
        }
        catch (Exception error) when (error is System.ComponentModel.Win32Exception or InvalidOperationException or IOException or UnauthorizedAccessException or OutOfMemoryException)
        {
            // Descriptors or threads may run out between the process and what watches it. No other code would end a process that is not
            // watched; its page goes with the folder.
            if (process is not null)
            {
                process.Kill();
                process.WaitForExit(s_killBound);
                process.Dispose();
            }

            throw new PoolOpenException(
                $"{request.Worker} could not be started with '{start.FileName}': {error.Message.TrimEnd('.')}. " +
                "Check ProcessPoolOptions.DotnetPath and WorkingDirectory, and the limits of this machine on processes, threads and files.",
                error);
        }

        try
        {
            process.StandardInput.WriteLine(_folder.SocketPath);
            process.StandardInput.WriteLine(request.Token);

            // A task that reads standard input, or a program that it starts, finds the end of it at once: an open end would let them wait
            // for ever.
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before it read: how is told by its exit, which the hub awaits together with its greeting.
        }

        return Task.FromResult<LaunchedWorker>(worker);
    }

    public override async ValueTask DisposeAsync()
    {
        try
        {
            await _listener.DisposeAsync().OnLibraryThreads();
            await StopReadingAsync().OnLibraryThreads();
            await _sweep.DisposeAsync().OnLibraryThreads();
        }
        finally
        {
            _folder.Dispose();
        }
    }

    private void Remember(Task output)
    {
        lock (_outputs)
        {
            _outputs.Add(output);
        }

        // Most outputs end with their worker: what is left are those that programs of tasks hold.
        _ = output.ContinueWith(
            ended =>
            {
                lock (_outputs)
                {
                    _outputs.Remove(ended);
                }
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            LibraryThreads.Shared);
    }

    /// <summary>Lets go of output that programs of tasks hold open. The workers have ended.</summary>
    private async Task StopReadingAsync()
    {
        _stop.Stop();
        Task[] left;
        lock (_outputs)
        {
            left = [.. _outputs];
        }

        if (!OperatingSystem.IsWindows())
        {
            // Each reader takes at most what its pipe holds; beyond the bound a user's handler of output does not return.
            await Task.WhenAny(Task.WhenAll(left), Task.Delay(s_outputBound, LibraryTime.Shared)).OnLibraryThreads();
            _stop.Dispose();
        }
    }

    private ProcessStartInfo Describe(int cores)
    {
        var start = new ProcessStartInfo(DotnetHost.Find(_settings.DotnetPath))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
            WorkingDirectory = _settings.WorkingDirectory ?? "",
        };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add("--runtimeconfig");
        start.ArgumentList.Add(_folder.RuntimeConfigPath);
        foreach (string argument in _dependencies.Value.Arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.ArgumentList.Add(WorkerFolder.FindProgram());
        foreach (string name in s_scrubbed)
        {
            start.Environment.Remove(name);
        }

        if (!WorkerGate.IsWorker)
        {
            // It is for the program that has it, and not for each process that a task starts. A worker and a node have it only if the user
            // wanted it there: in the options of the pool, or among the variables of the host.
            start.Environment.Remove(SecretVariable);
        }

        start.Environment[WorkerGate.Variable] = "1";
        start.Environment[PoolDepth.Variable] = (_settings.Depth + 1).ToString(CultureInfo.InvariantCulture);
        start.Environment[WorkerCounts.CoresVariable] = cores.ToString(CultureInfo.InvariantCulture);
        start.Environment[WorkerMark.Variable] = WorkerMark.Draw();
        foreach ((string name, string? value) in _settings.Environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }
}
