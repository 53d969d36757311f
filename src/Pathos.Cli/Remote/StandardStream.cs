using Microsoft.Win32.SafeHandles;

namespace Pathos.Cli.Remote;

/// <summary>Standard output and error as bytes. The console's own streams ignore a pipe without a reader, so code that copies to them
/// never ends.</summary>
internal sealed class StandardStream(FileStream pipe) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public static Stream OpenOutput() => Open(1, Console.OpenStandardOutput);

    public static Stream OpenError() => Open(2, Console.OpenStandardError);

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <exception cref="BrokenPipeException">The pipe has no reader any more.</exception>
    public override void Write(byte[] buffer, int offset, int count)
    {
        try
        {
            pipe.Write(buffer, offset, count);
        }
        catch (IOException error)
        {
            throw new BrokenPipeException(error);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            pipe.Dispose();
        }

        base.Dispose(disposing);
    }

    private static Stream Open(int descriptor, Func<Stream> console)
    {
        try
        {
            var file = new FileStream(new SafeFileHandle(descriptor, ownsHandle: false), FileAccess.Write, bufferSize: 0);

            // A file has a position that other programs share, which the console's stream keeps.
            return file.CanSeek ? console() : new StandardStream(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // It is closed: what is written goes nowhere.
            return console();
        }
    }
}
