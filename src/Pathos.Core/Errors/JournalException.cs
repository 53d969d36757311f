namespace Pathos;

/// <summary>A journal cannot be read or written, or belongs to another function. No result is lost that was recorded before.</summary>
public sealed class JournalException : PoolException
{
    internal JournalException(string path, string message, Exception? inner = null)
        : base($"Journal '{path}': {message}", inner) => Path = path;

    /// <summary>Gets the journal's file.</summary>
    public string Path { get; }
}
