namespace Pathos;

/// <summary>The worker that executed the task is gone. The task may or may not have had its effects.</summary>
public class WorkerLostException : PoolException
{
    internal WorkerLostException(WorkerLoss loss, WorkerExit exit, long index, int attempts, string? lead = null)
        : base(Describe(loss, exit, index, attempts, lead))
    {
        Worker = loss.Worker;
        Host = loss.Host;
        ExitCode = exit.ExitCode;
        Signal = exit.Signal;
        LastErrorLines = exit.LastErrorLines;
        Index = index;
        Attempts = attempts;
    }

    /// <summary>Gets the worker's name in its pool, for example <c>worker-2</c>.</summary>
    public string Worker { get; }

    /// <summary>Gets the host that the worker ran on.</summary>
    public string Host { get; }

    /// <summary>Gets the exit code of the worker's process, or null when it was ended by a signal or is not known.</summary>
    public int? ExitCode { get; }

    /// <summary>Gets the number of the signal that ended the worker's process, or null.</summary>
    public int? Signal { get; }

    /// <summary>Gets the last lines that the worker wrote to its standard error, oldest first; empty when there were none.</summary>
    public IReadOnlyList<string> LastErrorLines { get; }

    /// <summary>Gets the index of the item that the worker was executing.</summary>
    public long Index { get; }

    /// <summary>Gets how many times the item was tried.</summary>
    public int Attempts { get; }

    private static string Describe(WorkerLoss loss, WorkerExit exit, long index, int attempts, string? lead)
    {
        string how = exit switch
        {
            { IsByPool: true } => "was ended by its pool",
            { Signal: 9 } => "was killed by signal 9 (by hand, or by the kernel when memory ran out)",
            { Signal: { } signal } => $"was ended by signal {signal}",
            { ExitCode: { } code } => $"exited with code {code}",
            _ => "is gone",
        };
        string process = loss.ProcessId is { } id ? $" (process {id})" : "";
        string text = $"{lead}{loss.Reason} {loss.Worker}{process} on {loss.Host} {how} while it executed item {index} (attempt {attempts}).";
        return exit.LastErrorLines.Count == 0
            ? text
            : $"{text} Its last error output:{Environment.NewLine}{string.Join(Environment.NewLine, exit.LastErrorLines.Select(Visible.Text))}";
    }
}
