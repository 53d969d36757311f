using System.Globalization;

namespace Pathos.Distributed;

/// <summary>Counts what comes from a host against what the caller allows.</summary>
/// <remarks>Used by the one task that unpacks.</remarks>
internal sealed class CopyAllowance(string host, CopyLimits limits)
{
    private int _entries;
    private long _bytes;
    private long _bytesOfFile;

    /// <summary>Takes the next file, folder or link.</summary>
    /// <param name="name">What the host calls it.</param>
    /// <param name="depth">How many folders it lies in.</param>
    /// <param name="announced">How many bytes it is said to have.</param>
    /// <exception cref="RemoteCopyException">It is one too many, too deep, or too large.</exception>
    public void Take(string name, int depth, long announced)
    {
        if (++_entries > limits.MaxEntries)
        {
            throw Refuse(name, "more files, folders and links", nameof(CopyLimits.MaxEntries), limits.MaxEntries);
        }

        if (depth > limits.MaxDepth)
        {
            throw Refuse(name, "folders deeper in each other", nameof(CopyLimits.MaxDepth), limits.MaxDepth);
        }

        _bytesOfFile = 0;
        Require(name, announced);
    }

    /// <summary>Takes bytes of the file that was taken last.</summary>
    /// <exception cref="RemoteCopyException">They are too many.</exception>
    public void Add(string name, int bytes)
    {
        Require(name, bytes);
        _bytesOfFile += bytes;
        _bytes += bytes;
    }

    private void Require(string name, long more)
    {
        if (more > limits.MaxFileBytes - _bytesOfFile)
        {
            throw Refuse(name, "a file with more bytes", nameof(CopyLimits.MaxFileBytes), limits.MaxFileBytes);
        }

        if (more > limits.MaxBytes - _bytes)
        {
            throw Refuse(name, "more bytes", nameof(CopyLimits.MaxBytes), limits.MaxBytes);
        }
    }

    private RemoteCopyException Refuse(string name, string what, string option, long limit) =>
        new(host, CopyFailureReason.TooLarge, $"{host}:{name}",
            $"the host sends {what} than allowed, and nothing of it was kept. If that is meant, raise CopyLimits.{option}, "
            + $"which is {limit.ToString(CultureInfo.InvariantCulture)}.");
}
