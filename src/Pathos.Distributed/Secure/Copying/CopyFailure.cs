namespace Pathos.Distributed;

/// <summary>Says what was wrong with a copy, from what the host's programs or this system say.</summary>
internal static class CopyFailure
{
    private const int NoSpaceOnUnix = 28;
    private const int QuotaOnUnix = 122;

    // GNU's tar does not ask the system why the last block did not go to the disk as a whole.
    private const string ShortWrite = "Wrote only ";

    /// <summary>For a script that failed on the host.</summary>
    /// <param name="isTarget">Whether the host is where the copy goes.</param>
    public static RemoteCopyException OnHost(string host, string path, RemoteResult result, bool isTarget)
    {
        CopyFailureReason reason = result.ExitCode switch
        {
            _ when Says("No space left on device") || Says("Disk quota exceeded") || Says("File too large") || Says(ShortWrite) =>
                CopyFailureReason.DiskFull,
            CopyScripts.SourceMissing => CopyFailureReason.SourceMissing,
            CopyScripts.TargetOfOtherKind => CopyFailureReason.TargetOfOtherKind,
            CopyScripts.TargetNotWritable => CopyFailureReason.TargetNotWritable,
            CopyScripts.ArchiveFailed when Says("Permission denied") || Says("Read-only") || Says("Operation not permitted") =>
                isTarget ? CopyFailureReason.TargetNotWritable : CopyFailureReason.SourceNotReadable,
            CopyScripts.ArchiveFailed when Says("file changed as we read it") || Says("File shrank") || Says("file removed before we read it") => CopyFailureReason.SourceChanged,
            _ => CopyFailureReason.Unknown,
        };
        return new RemoteCopyException(host, reason, $"{host}:{path}", Explain(reason, result.Error.Trim() is { Length: > 0 } said ? said : $"the host's script ended with exit code {result.ExitCode}"));

        bool Says(string words) => result.Error.Contains(words, StringComparison.Ordinal);
    }

    /// <summary>For a file of this machine.</summary>
    /// <param name="isTarget">Whether this machine is where the copy goes.</param>
    public static RemoteCopyException Here(string host, string path, Exception error, bool isTarget)
    {
        CopyFailureReason reason = error switch
        {
            IOException when (error.HResult & 0xFFFF) is NoSpaceOnUnix or QuotaOnUnix => CopyFailureReason.DiskFull,
            _ when isTarget => CopyFailureReason.TargetNotWritable,
            FileNotFoundException or DirectoryNotFoundException => CopyFailureReason.SourceMissing,
            UnauthorizedAccessException => CopyFailureReason.SourceNotReadable,
            _ => CopyFailureReason.Unknown,
        };
        return new RemoteCopyException(host, reason, path, Explain(reason, error.Message), error);
    }

    private static string Explain(CopyFailureReason reason, string said) => reason switch
    {
        CopyFailureReason.SourceMissing => $"it is not there ({said}).",
        CopyFailureReason.SourceNotReadable => $"it may not be read ({said}).",
        CopyFailureReason.SourceChanged => $"it was changed while it was copied ({said}).",
        CopyFailureReason.TargetNotWritable => $"its folder is not there or may not be written to ({said}).",
        CopyFailureReason.DiskFull => $"the disk is full ({said}).",
        _ => said,
    };
}
