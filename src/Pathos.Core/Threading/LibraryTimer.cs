namespace Pathos;

/// <summary>A timer of <see cref="LibraryTime"/>, whose lock guards what can change.</summary>
internal sealed class LibraryTimer(LibraryTime time, TimerCallback callback, object? state) : ITimer
{
    private static long s_lastId;
    private readonly long _id = Interlocked.Increment(ref s_lastId);

    /// <summary>Gets or sets when it is due, as a timestamp. It changes only while the timer is not armed, because armed ones are sorted
    /// by it.</summary>
    public long DueAt { get; set; }

    public TimeSpan Period { get; set; }

    public bool IsDisposed { get; set; }

    public static int CompareByDueTime(LibraryTimer one, LibraryTimer other) =>
        one.DueAt != other.DueAt ? one.DueAt.CompareTo(other.DueAt) : one._id.CompareTo(other._id);

    public bool Change(TimeSpan dueTime, TimeSpan period) => time.Arm(this, dueTime, period);

    public void Invoke()
    {
        if (!IsDisposed)
        {
            callback(state);
        }
    }

    /// <summary>Fires no more. It does not wait for a callback in progress.</summary>
    public void Dispose() => time.Disarm(this);

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
