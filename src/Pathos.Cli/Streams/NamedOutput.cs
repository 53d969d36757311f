using System.Text;

namespace Pathos.Cli.Streams;

/// <summary>Standard output, whose errors say that it was standard output.</summary>
/// <param name="inner">Where it goes; null when the program was started without one.</param>
internal sealed class NamedOutput(TextWriter? inner) : TextWriter
{
    public override Encoding Encoding => inner?.Encoding ?? Encoding.UTF8;

    public override void Write(char value) => Try(() => inner!.Write(value));

    public override void Write(char[] buffer, int index, int count) => Try(() => inner!.Write(buffer, index, count));

    public override void Write(string? value) => Try(() => inner!.Write(value));

    public override void WriteLine(string? value) => Try(() => inner!.WriteLine(value));

    public override void Flush() => inner?.Flush();

    private void Try(Action write)
    {
        if (inner is null)
        {
            throw new OutputException("it is closed.", null);
        }

        try
        {
            write();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new OutputException(error.Message, error);
        }
    }
}

/// <summary>What a command had to say went nowhere.</summary>
internal sealed class OutputException(string reason, Exception? inner) : IOException($"standard output cannot be written: {reason}", inner);
