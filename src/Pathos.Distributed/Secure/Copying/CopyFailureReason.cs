namespace Pathos;

/// <summary>Why a copy between hosts failed.</summary>
public enum CopyFailureReason
{
    /// <summary>None of the others; the message has what was said.</summary>
    Unknown,

    /// <summary>There is nothing of the source's name.</summary>
    SourceMissing,

    /// <summary>The source, or a part of it, may not be read.</summary>
    SourceNotReadable,

    /// <summary>A file of the source became shorter while it was copied.</summary>
    SourceChanged,

    /// <summary>The target's folder is not there or may not be written to.</summary>
    TargetNotWritable,

    /// <summary>Where a file is to be there is a folder, or the other way round.</summary>
    TargetOfOtherKind,

    /// <summary>The target's disk is full, or the user's share of it.</summary>
    DiskFull,

    /// <summary>The host sent more than <see cref="CopyLimits"/> allow.</summary>
    TooLarge,
}
