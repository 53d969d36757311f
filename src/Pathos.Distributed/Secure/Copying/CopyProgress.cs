namespace Pathos;

/// <summary>How far a copy between hosts is.</summary>
/// <param name="File">The file that is under way or was finished last, relative to what is copied; the name itself for a single
/// file.</param>
/// <param name="FilesDone">How many files are finished.</param>
/// <param name="BytesDone">How many bytes of files were sent or received.</param>
/// <param name="TotalBytes">How many there are; null while that is not known, as in downloads of folders.</param>
public readonly record struct CopyProgress(string File, int FilesDone, long BytesDone, long? TotalBytes);
