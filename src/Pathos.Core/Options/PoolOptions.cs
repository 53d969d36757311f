using Microsoft.Extensions.Logging;

namespace Pathos;

/// <summary>How a pool is opened and kept, for every kind of pool.</summary>
public record PoolOptions
{
    /// <summary>Gets the pool's name in errors and logs. Null, the default, makes one from its kind and size.</summary>
    public string? Name { get; init; }

    /// <summary>Gets how long opening may take. Default 30 seconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or longer than a timer can wait (49 days). <see cref="Timeout.InfiniteTimeSpan"/> waits for ever.</exception>
    public TimeSpan OpenTimeout
    {
        get;
        init
        {
            RequireWaitable(value, nameof(OpenTimeout));
            field = value;
        }
    } = TimeSpan.FromSeconds(30);

    /// <summary>Gets how long disposing waits for running work before it ends the workers. Default 30 seconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or longer than a timer can wait (49 days). <see cref="Timeout.InfiniteTimeSpan"/> waits for ever.</exception>
    public TimeSpan DrainTimeout
    {
        get;
        init
        {
            RequireWaitable(value, nameof(DrainTimeout));
            field = value;
        }
    } = TimeSpan.FromSeconds(30);

    /// <summary>Gets what runs once on every worker before its first task. If it throws, opening fails with that exception. Null, the default: nothing.</summary>
    public Action? Initializer { get; init; }

    /// <summary>Gets whether the workers start at the first use instead of at once. Default false.</summary>
    public bool LazyStart { get; init; }

    /// <summary>Gets how many batches wait on a worker while it runs one, so that it never idles between them. Default 2. Tiny batches are queued deeper.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int QueuedPerWorker
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(QueuedPerWorker));
            field = value;
        }
    } = 2;

    /// <summary>Gets how many items a worker process runs before it makes room for a fresh one, so that what its tasks leave behind goes with it. Batches are never larger.
    /// Null, the default: no limit. Costs the start of a process each time; the fresh one starts while the last tasks run.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int? MaxTasksPerWorker
    {
        get;
        init
        {
            if (value < 1)
            {
                throw new ArgumentOutOfRangeException(nameof(MaxTasksPerWorker), value, "MaxTasksPerWorker must be at least 1; leave it out for no limit.");
            }

            field = value;
        }
    }

    /// <summary>Gets the resident memory, in bytes, that a worker process may have between tasks: above it, and still above after a garbage collection, it finishes
    /// what it holds and makes room for a fresh one. A worker that exceeds it by half while a task runs is ended at once, and the task fails as
    /// <see cref="FailureKind.OutOfMemory"/>. Null, the default: no limit. A worker starts with about 40 MB. Looked at every 100 ms while tasks run.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public long? MaxMemoryPerWorker
    {
        get;
        init
        {
            if (value < 1)
            {
                throw new ArgumentOutOfRangeException(nameof(MaxMemoryPerWorker), value, "MaxMemoryPerWorker is a number of bytes; leave it out for no limit.");
            }

            field = value;
        }
    }

    /// <summary>Gets environment variables of workers that are processes, over those of this process; a null value removes one. Null, the default: none.</summary>
    public IReadOnlyDictionary<string, string?>? Environment { get; init; }

    /// <summary>Gets the folder that workers which are processes start in. Null, the default: that of this process.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>
    /// Gets the files of this program that tasks on other hosts find in their base directory too, such as <c>appsettings.json</c> or
    /// <c>settings/*.xml</c>. Default: none.
    /// </summary>
    /// <remarks>
    /// Paths are relative to <see cref="AppContext.BaseDirectory"/>; the last part may have the wildcards * and ?. They are read when the
    /// pool opens, at most 64 MiB together, and sent once a host.
    /// One that is not there then fails the opening with <see cref="PoolOpenException"/>. On this machine tasks have the program's own
    /// base directory, with all that lies there.
    /// </remarks>
    /// <exception cref="ArgumentNullException">Null.</exception>
    /// <exception cref="ArgumentException">One is absolute, climbs out by <c>..</c>, or is empty.</exception>
    public IReadOnlyList<string> Files
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value, nameof(Files));
            foreach (string name in value)
            {
                if (!ProgramFileName.IsValid(name))
                {
                    throw new ArgumentException(
                        $"'{name}' cannot be sent to other hosts: Files takes paths below the base directory of the program, such as 'settings/app.json'.",
                        nameof(Files));
                }
            }

            field = [.. value];
        }
    } = [];

    /// <summary>Gets what happens to console output of tasks on workers outside this process. Null, the default, writes each line to this
    /// process's console, with the worker's name before it.
    /// It is called with one line after another, on a thread of the library, and may use the pool. A call ends when the lines that its
    /// tasks printed were taken, or after a second.
    /// One that takes no line for a second while 10,000 wait loses lines; the log says so. What it throws is logged.</summary>
    public Action<TaskOutput>? Output { get; init; }

    /// <summary>Gets where the pool reports workers that join, leave or are lost. Null, the default: nowhere.
    /// What it throws is ignored. It is called where things happen, so it should not block.</summary>
    public ILogger? Logger { get; init; }

    /// <summary>Gets when a failed task is tried again. Default: 2 more tries after a lost worker, none after an exception.</summary>
    public RetryPolicy Retry { get; init; } = RetryPolicy.Default;

    /// <summary>Gets the seed for calls that bring none. Null, the default: a fresh one each call.</summary>
    public long? Seed { get; init; }

    /// <summary>Gets the secret that a function brings along when it captures the pool; null, as usual, for none.</summary>
    internal virtual string? CapturedSecret => null;

    /// <summary>Makes the same options with another secret in them, or with none.</summary>
    internal virtual PoolOptions WithSecret(string? secret) => this;

    private protected static void RequireWaitable(TimeSpan value, string name)
    {
        if (value != Timeout.InfiniteTimeSpan && (value < TimeSpan.Zero || value.TotalMilliseconds >= uint.MaxValue))
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must not be negative nor longer than 49 days; give Timeout.InfiniteTimeSpan to wait for ever.");
        }
    }
}
