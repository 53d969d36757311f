using System.Text;

namespace Pathos.Launching;

/// <summary>What a program is told by its standard input before anything else passes there: a line of text each, and not a byte
/// beyond.</summary>
/// <remarks>Byte by byte, because what follows belongs to others; and bounded, because the other side has not proved anything
/// yet.</remarks>
internal static class StartLine
{
    /// <summary>The bytes of the longest line, without its end.</summary>
    public const int Longest = 8192;

    /// <summary>Reads a line without its end. Empty at the end of the stream.</summary>
    /// <exception cref="InvalidDataException">It is too long. A part of it would mean something else, and so would the rest.</exception>
    public static string Read(Stream input)
    {
        var line = new List<byte>();
        while (input.ReadByte() is var next and >= 0 and not '\n')
        {
            Add(line, (byte)next);
        }

        return Encoding.UTF8.GetString([.. line]);
    }

    /// <summary>The same, with a wait that can be given up.</summary>
    public static async Task<string> ReadAsync(Stream input, CancellationToken cancellationToken)
    {
        var line = new List<byte>();
        byte[] next = new byte[1];
        while (await input.ReadAsync(next, cancellationToken).ConfigureAwait(false) == 1 && next[0] != '\n')
        {
            Add(line, next[0]);
        }

        return Encoding.UTF8.GetString([.. line]);
    }

    private static void Add(List<byte> line, byte next)
    {
        if (line.Count == Longest)
        {
            throw new InvalidDataException($"A line came that is longer than {Longest} bytes.");
        }

        line.Add(next);
    }
}
