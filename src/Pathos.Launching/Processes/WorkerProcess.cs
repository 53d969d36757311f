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
    private readonly DiagnosticFiles _diagnostics;
    private int _disposed;

    public WorkerProcess(Process process, string name, string page, int cores, Action<TaskOutput> onOutput)
    {
        Cores = cores;
        _process = process;
        _page = page;
        ProcessId = process.Id;
        _diagnostics = new DiagnosticFiles(process.StartInfo.Environment.TryGetValue("TMPDIR", out string? folder) && folder is { Length: > 0 } ? folder : "/tmp", process.Id);
        _file = MemoryMappedFile.CreateFromFile(page, FileMode.Open, mapName: null, PositionCell.Size, MemoryMappedFileAccess.ReadWrite);
        _view = _file.CreateViewAccessor(0, PositionCell.Size, MemoryMappedFileAccess.Read);
        _output = new OutputPipe(process.StandardOutput, line => onOutput(new TaskOutput(name, line, IsError: false, Index: null)), $"{name} stdout");
        _error = new OutputPipe(process.StandardError, line => onOutput(new TaskOutput(name, line, IsError: true, Index: null)), $"{name} stderr");
        Exited = WaitForExitAsync();
    }

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
            // Its start was taken back while its connection ended: nobody asks where it was.
            return null;
        }
    }

    public override void RememberErrorLine(string line) => _error.Remember(line);

    public override void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: false);
        }
        catch (Exception error) when (error is InvalidOperationException or Win32Exception)
        {
            // It has ended already.
        }
    }

    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        Kill();
        await Exited.ConfigureAwait(false);
        _view.Dispose();
        _file.Dispose();
        DeletePage();
        _diagnostics.Remove();
        _process.Dispose();
    }

    private void DeletePage()
    {
        try
        {
            File.Delete(_page);
        }
        catch (DirectoryNotFoundException)
        {
            // Somebody cleaned up the temporary files before us, and everybody waits for this worker to be let go.
        }
    }

    private async Task<WorkerExit> WaitForExitAsync()
    {
        await _process.WaitForExitAsync().ConfigureAwait(false);
        int code = _process.ExitCode;
        await Task.WhenAny(_error.Ended, Task.Delay(s_lastWords)).ConfigureAwait(false);
        bool isSignal = code is > SignalBase and <= SignalBase + HighestSignal;
        return new WorkerExit(isSignal ? null : code, isSignal ? code - SignalBase : null, _error.LastLines());
    }
}
