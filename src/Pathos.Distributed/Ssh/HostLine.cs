using System.Security.Cryptography;
using System.Text;

namespace Pathos.Distributed;

/// <summary>How a script reaches a host: the user's login shell gets one fixed line, and the script comes by standard input.</summary>
/// <remarks>
/// Whatever the login shell is, it reads the line alike: the line holds no backslash, no newline, no '!' and no quote within the quotes.
/// So no text of a user, and no quoting of ours, is ever read by csh or fish.
/// </remarks>
internal static class HostLine
{
    /// <summary>What a shell runs to read and run a script, as <see cref="Encode"/> writes it.</summary>
    /// <remarks>It reads one line byte by byte, so what follows the script is left for the command that the script starts. A line without
    /// its end is half a script, and is not run. The variable's name is one that programs do not export.</remarks>
    public const string ReadAndRun = "IFS= read -r pathos_line && eval \"$(printf %b \"$pathos_line\")\"";

    /// <summary>Draws a word that stands on the command line of the session's shell and of no other process.</summary>
    public static string NewMark() => "pathos-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>Gets the line for the login shell. The script finds the mark in <c>$1</c>.</summary>
    public static string Of(string mark) => $"exec /bin/sh -c '{ReadAndRun}' pathos {mark}";

    /// <summary>Writes a script as one line of plain ASCII, which <c>printf %b</c> turns back.</summary>
    /// <remarks>Other bytes are written as octal numbers, so that the line does not depend on the host's locale. The shells that were tried
    /// would read them as they are.</remarks>
    /// <exception cref="ArgumentException">The script holds a NUL, which no shell can.</exception>
    public static byte[] Encode(string script)
    {
        if (script.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException("What a shell runs cannot hold the character NUL.", nameof(script));
        }

        var line = new StringBuilder(script.Length + (script.Length / 8));
        foreach (byte value in Encoding.UTF8.GetBytes(script))
        {
            _ = value switch
            {
                (byte)'\\' => line.Append(@"\\"),
                (byte)'\n' => line.Append(@"\n"),
                >= (byte)' ' and <= (byte)'~' => line.Append((char)value),
                _ => line.Append(@"\0").Append(Convert.ToString(value, toBase: 8).PadLeft(3, '0')),
            };
        }

        return Encoding.ASCII.GetBytes(line.Append('\n').ToString());
    }
}
