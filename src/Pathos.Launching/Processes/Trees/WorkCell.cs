namespace Pathos.Launching;

/// <summary>Where a worker writes which work it executes, for the processes that must tell apart what its items started: behind the
/// position cell, on the same page.</summary>
/// <remarks>Written only where work changes that lasted long enough to start a process, so that it costs tiny items nothing.</remarks>
internal sealed unsafe class WorkCell(byte* page)
{
    /// <summary>The bytes of a worker's page: its position cell, and this.</summary>
    public const int PageSize = NumberAt + (2 * sizeof(long));

    public const int NumberAt = PositionCell.Size;

    public const int SinceAt = NumberAt + sizeof(long);

    private readonly long* _number = (long*)(page + NumberAt);
    private readonly long* _since = (long*)(page + SinceAt);

    /// <summary>Gets the number of the work.</summary>
    public long Number => Volatile.Read(ref *_number);

    /// <summary>Gets when it began, in ticks since the system was started.</summary>
    public long Since => Volatile.Read(ref *_since);

    public void Begin(long number, long since)
    {
        Volatile.Write(ref *_since, since);
        Volatile.Write(ref *_number, number);
    }
}
