using System.Text;

namespace Pathos.Cli.Streams;

/// <summary>Standard error, which loses what it has no room for: a message that cannot be shown must not end what it is about.</summary>
internal sealed class LossyError(TextWriter inner) : TextWriter
{
    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value) => TryWrite(() => inner.Write(value));

    public override void Write(char[] buffer, int index, int count) => TryWrite(() => inner.Write(buffer, index, count));

    public override void Write(string? value) => TryWrite(() => inner.Write(value));

    public override void WriteLine(string? value) => TryWrite(() => inner.WriteLine(value));

    public override void Flush() => TryWrite(inner.Flush);

    /// <summary>Writes a line; false when it is lost.</summary>
    public bool TryWriteLine(string line) => TryWrite(() => inner.WriteLine(line));

    private static bool TryWrite(Action write)
    {
        try
        {
            write();
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            return false;
        }
    }
}
