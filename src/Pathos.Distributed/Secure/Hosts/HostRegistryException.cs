namespace Pathos;

/// <summary>A file of hosts cannot be read or written, or says what makes no sense.</summary>
public sealed class HostRegistryException : IOException
{
    internal HostRegistryException(string path, long? line, string problem, Exception? inner = null)
        : base(line is null ? $"{path}: {problem}" : $"{path}, line {line}: {problem}", inner)
    {
        Path = path;
        Line = line;
    }

    /// <summary>Gets the file.</summary>
    public string Path { get; }

    /// <summary>Gets the line of the problem, from 1; null when it is about the whole file.</summary>
    public long? Line { get; }
}
