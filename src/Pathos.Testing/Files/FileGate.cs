using System.Diagnostics;

namespace Pathos;

/// <summary>Holds tasks at a place that the test knows, in whichever process they run. A task says that it has come and waits; the test waits for that and lets it go.</summary>
public sealed class FileGate
{
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(2);

    private readonly string _folder;

    internal FileGate(string folder) => _folder = folder;

    /// <summary>Gets how many tasks have come to the gate.</summary>
    public int Entered => Directory.GetFiles(_folder, "entered.*").Length;

    private string Go => Path.Combine(_folder, "go");

    /// <summary>In a task: says that it has come, and blocks until the test opens the gate.</summary>
    /// <param name="cancellationToken">Ends the wait. Without it the task ignores its cancellation.</param>
    public void Pass(CancellationToken cancellationToken = default)
    {
        Enter();
        using var never = new ManualResetEventSlim();
        long startedAt = Stopwatch.GetTimestamp();
        while (!File.Exists(Go))
        {
            ThrowIfLost(startedAt, "the gate to open");
            never.Wait(s_step, cancellationToken);
        }
    }

    /// <summary>In an async task: says that it has come, and waits until the test opens the gate.</summary>
    /// <param name="cancellationToken">Ends the wait. Without it the task ignores its cancellation.</param>
    /// <returns>A task that completes then.</returns>
    public async Task PassAsync(CancellationToken cancellationToken = default)
    {
        Enter();
        long startedAt = Stopwatch.GetTimestamp();
        while (!File.Exists(Go))
        {
            ThrowIfLost(startedAt, "the gate to open");
            await Task.Delay(s_step, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>In a task: says that it has come, and blocks until so many have: proof that they overlap.</summary>
    /// <param name="count">How many.</param>
    /// <returns>A task that completes when all have come.</returns>
    public async Task MeetAsync(int count)
    {
        Enter();
        await PollAsync(() => Entered >= count, $"{count} tasks to meet").ConfigureAwait(false);
    }

    /// <summary>In the test: waits until so many tasks have come to the gate.</summary>
    /// <param name="count">How many.</param>
    /// <returns>A task that completes then, or fails after <see cref="TestTimeouts.Unexpected"/>.</returns>
    public Task EnteredAsync(int count = 1) => PollAsync(() => Entered >= count, $"{count} tasks at the gate");

    /// <summary>In the test: lets all tasks pass, now and later.</summary>
    public void Open() => File.Create(Go).Dispose();

    internal static async Task PollAsync(Func<bool> condition, string what)
    {
        long startedAt = Stopwatch.GetTimestamp();
        while (!condition())
        {
            ThrowIfLost(startedAt, what);
            await Task.Delay(s_step).ConfigureAwait(false);
        }
    }

    private static void ThrowIfLost(long startedAt, string what)
    {
        if (Stopwatch.GetElapsedTime(startedAt) > TestTimeouts.Unexpected)
        {
            throw new TimeoutException($"Waited in vain for {what}.");
        }
    }

    private void Enter() => File.Create(Path.Combine(_folder, $"entered.{Guid.NewGuid():N}")).Dispose();
}
