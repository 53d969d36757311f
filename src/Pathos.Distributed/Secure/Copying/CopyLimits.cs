namespace Pathos;

/// <summary>How much a download takes from a host. A host that sends more is stopped, and nothing of what it sent stays.</summary>
/// <remarks>
/// A host decides what it answers, so without limits it could fill the disk of this machine. What was received by then is counted, not
/// what the host announced. A download that would exceed a limit fails with <see cref="CopyFailureReason.TooLarge"/>.
/// </remarks>
public sealed record CopyLimits
{
    /// <summary>The limits where the caller says nothing.</summary>
    internal static readonly CopyLimits Default = new();

    /// <summary>Gets how many bytes all files may have together. Default 256 GiB.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public long MaxBytes
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(MaxBytes));
            field = value;
        }
    } = 256L << 30;

    /// <summary>Gets how many bytes one file may have. Default <see cref="long.MaxValue"/>: as many as all together.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public long MaxFileBytes
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(MaxFileBytes));
            field = value;
        }
    } = long.MaxValue;

    /// <summary>Gets how many files, folders and links may come. Default 2 000 000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int MaxEntries
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(MaxEntries));
            field = value;
        }
    } = 2_000_000;

    /// <summary>Gets how many folders may lie in each other. Default 200.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int MaxDepth
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(MaxDepth));
            field = value;
        }
    } = 200;
}
