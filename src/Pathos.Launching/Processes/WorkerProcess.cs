using System.ComponentModel;
using System.Diagnostics;
using System.IO.MemoryMappedFiles;

namespace Pathos.Launching;

/// <summary>A worker that is a child process: its end, its last words, and where it was.</summary>
internal sealed class WorkerProcess : LaunchedWorker
{
    private const int SignalBase = 128;
    private const int HighestSignal = 64;

    // A grandchild may hold the pipe open for ever; the last words of the worker itself are there at once.
    private static readonly TimeSpan s_lastWords = TimeSpan.FromMilliseconds(250);

    private readonly Process _process;
    private readonly string _page;
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly OutputPipe _output;
    private readonly OutputPipe _error;
    private readonly ProcessRecord _record;
    private readonly string _recordFile;
    private volatile bool _isKilledHere;
    private int _disposed;

    /// <param name="process">The process.</param>
    /// <param name="name">The worker's name.</param>
    /// <param name="page">The file that is its page.</param>
    /// <param name="cores">The cores left to it.</param>
    /// <param name="folder">Where it is taken note of.</param>
    /// <param name="stop">What stops the reading of its output.</param>
    /// <param name="onOutput">Gets each line of its output.</param>
    public WorkerProcess(
        Process process, string name, string page, int cores, RuntimeFolder folder, PipeStop stop, Action<TaskOutput> onOutput)
    {
        Cores = cores;
        _process = process;
        _page = page;
        ProcessId = process.Id;
        process.StartInfo.Environment.TryGetValue("TMPDIR", out string? temporary);
        process.StartInfo.Environment.TryGetValue(WorkerMark.Variable, out string? mark);
        _record = ProcessRecord.Of(process.Id, temporary, mark ?? "");
        _recordFile = folder.Record(name, _record);
        _file = MemoryMappedFile.CreateFromFile(page, FileMode.Open, mapName: null, WorkCell.PageSize, MemoryMappedFileAccess.ReadWrite);
        _view = _file.CreateViewAccessor(0, WorkCell.PageSize, MemoryMappedFileAccess.Read);
        _output = new OutputPipe(process.StandardOutput.BaseStream, stop, line => onOutput(new TaskOutput(name, line, IsError: false, Index: null)), $"{name} stdout");
        _error = new OutputPipe(process.StandardError.BaseStream, stop, line => onOutput(new TaskOutput(name, line, IsError: true, Index: null)), $"{name} stderr");
        OutputEnded = Task.WhenAll(_output.Ended, _error.Ended);

        // The thread is started here: without room for one more, the launch fails, and not the wait.
        Exited = DescribeExitAsync(StartWaitForExit());
    }

    /// <summary>Gets the end of its output, which programs that its tasks started may hold open. Completes at the latest when the reading
    /// is stopped.</summary>
    public Task OutputEnded { get; }

    public override string Host => Environment.MachineName;

    public override int Cores { get; }

    public override int? ProcessId { get; }

    public override Task<WorkerExit> Exited { get; }

    public override bool HasEnded
    {
        get
        {
            try
            {
                return _process.HasExited;
            }
            catch (InvalidOperationException)
            {
                // Disposed, which happens after its end.
                return true;
            }
        }
    }

    public override string? PagePath => _page;

    public override (long BatchId, int Position)? ReadPosition()
    {
        try
        {
            return (_view.ReadInt64(0), _view.ReadInt32(sizeof(long)));
        }
        catch (ObjectDisposedException)
        {
            // Its start was taken back while its connection ended: no caller asks where it was.
            return null;
        }
    }

    public override void RememberErrorLine(string line) => _error.Remember(line);

    /// <summary>Ends it, and what the work that it executes has started.</summary>
    public override void Kill()
    {
        try
        {
            if (_process.HasExited || IsEnding())
            {
                // It ends for another reason, and what its work started ends after it: the caller has lost tasks to see to.
                return;
            }

            TaskProcesses? started = StartedByItsWork(isRunning: true, out ProcessHandle? self);
            using (self)
            {
                // Found before: with the end of their parent, those without a mark could not be told from other processes.
                List<ProcessHandle> found = started?.Find() ?? [];
                _isKilledHere |= !IsEnding();
                _process.Kill(entireProcessTree: started is not null && !OperatingSystem.IsLinux());
                _ = TaskProcesses.TryKill(found, TimeSpan.Zero);
            }
        }
        catch (Exception error) when (error is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It has ended already, or a part of its tree just does.
        }
    }

    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        Kill();
        await Exited.OnLibraryThreads();
        _view.Dispose();
        _file.Dispose();
        DeleteFiles();
        DiagnosticFiles.Remove(_record);

        // A pipe that was asked for is not closed with the process. Nothing is flushed: the reader is gone.
        await _process.StandardInput.BaseStream.DisposeAsync().OnLibraryThreads();
        _process.Dispose();
    }

    /// <summary>Whether its end has begun, or is over.</summary>
    /// <remarks>A process that cannot be read is not always gone: there may be no descriptor left to read it with. This process is its
    /// parent, so it knows of the end before the number is free. A process that has not ended for its parent is there, and is
    /// killed.</remarks>
    private bool IsEnding() =>
        OperatingSystem.IsLinux() && (ProcessStat.Of(_record.ProcessId) is { } stat ? stat.IsEnding : _process.HasExited);

    /// <summary>The processes that belong to what it executes; null when it executes nothing, or they are not to end with it.</summary>
    private TaskProcesses? StartedByItsWork(bool isRunning, out ProcessHandle? self)
    {
        self = null;
        if (_record.Mark.Length == 0 || ReadPosition() is not { } position || !PositionCell.IsExecuting(position))
        {
            return null;
        }

        if (isRunning)
        {
            // The number is this worker's own if it has not ended after the opening.
            self = ProcessHandle.Open(_record.ProcessId);
            if (_process.HasExited)
            {
                self?.Dispose();
                self = null;
            }
        }

        return new TaskProcesses(_record.Mark, _view.ReadInt64(WorkCell.NumberAt), _view.ReadInt64(WorkCell.SinceAt), self);
    }

    private void DeleteFiles()
    {
        try
        {
            File.Delete(_page);
            File.Delete(_recordFile);
        }
        catch (DirectoryNotFoundException)
        {
            // Another process has cleaned up the temporary files before, and the pool waits for this worker to be let go.
        }
    }

    /// <summary>Waits on a thread of its own: the process's own event comes by the thread pool, and the user's code may block
    /// that.</summary>
    private Task StartWaitForExit()
    {
        var ended = new TaskCompletionSource();
        var thread = new Thread(
            () =>
            {
                _process.WaitForExit();
                ended.SetResult();
            },
            maxStackSize: 256 * 1024)
        {
            IsBackground = true,
            Name = "worker exit",
        };
        thread.UnsafeStart();
        return ended.Task;
    }

    private async Task<WorkerExit> DescribeExitAsync(Task ended)
    {
        await ended.OnLibraryThreads();
        int code = _process.ExitCode;
        StartedByItsWork(isRunning: false, out _)?.End();
        await Task.WhenAny(_error.Ended, Task.Delay(s_lastWords, LibraryTime.Shared)).OnLibraryThreads();
        bool isSignal = code is > SignalBase and <= SignalBase + HighestSignal;
        return new WorkerExit(isSignal ? null : code, isSignal ? code - SignalBase : null, _error.LastLines())
        {
            IsByPool = isSignal && _isKilledHere,
        };
    }
}
