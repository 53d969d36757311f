namespace Pathos.Wire;

/// <summary>How much a peer may say. Each number and text of a message is checked where it is read; the README has the table.</summary>
/// <remarks>
/// A number that starts, allocates or waits for something has a bound that this program can afford. What is only shown or compared has one
/// beyond every honest value, so that nothing here can overflow or grow because of it. Senders cut the texts that they do not choose.
/// </remarks>
internal static class Bounds
{
    /// <summary>The workers of one pool, and so the workers or cores of one place: what a user may ask for.</summary>
    public const int Workers = 4096;

    /// <summary>The worker processes of one place: beside each worker a successor may wait, and a predecessor be ending.</summary>
    public const int Processes = 3 * Workers;

    /// <summary>The machines that work for one server.</summary>
    public const int Helpers = 1024;

    /// <summary>The servers that one search finds.</summary>
    public const int FoundServers = 1024;

    /// <summary>How many pools a task may be inside of.</summary>
    public const int Depth = 1024;

    /// <summary>The characters of the name of a machine, a worker, a client, a culture or a version.</summary>
    public const int Name = 256;

    /// <summary>The hexadecimal digits of a SHA-256, or of a token.</summary>
    public const int Hash = 64;

    /// <summary>The characters of a path, or of the name of an assembly or a library.</summary>
    public const int Path = 32 << 10;

    /// <summary>The load contexts of a program, by number: far more than one process can make.</summary>
    public const int LoadContexts = 1 << 24;

    /// <summary>The characters of one setting: the system takes no longer variable.</summary>
    public const int Setting = 128 << 10;

    /// <summary>The variables that the workers of a place are given.</summary>
    public const int Variables = 4096;

    /// <summary>The characters of a configuration file.</summary>
    public const int Document = 4 << 20;

    /// <summary>The files that a program has in its base directory.</summary>
    public const int Files = 64 << 10;

    /// <summary>The characters that say why something failed.</summary>
    public const int Reason = 8 << 10;

    /// <summary>The characters of a line that a process printed; longer ones come in pieces.</summary>
    public const int Line = 16 << 10;

    /// <summary>How many of those lines are kept for the error that tells of a worker's end.</summary>
    public const int LastLines = 50;

    /// <summary>The characters of a line that a task wrote to its console; longer ones come in pieces.</summary>
    public const int Output = 1 << 20;

    /// <summary>The characters that a task says of its progress.</summary>
    public const int Report = 64 << 10;

    /// <summary>The bytes of a file of code.</summary>
    public const long CodeFile = 1 << 30;

    /// <summary>The bytes of all code that a program brings in place of a framework's.</summary>
    public const long Code = 4L << 30;

    /// <summary>A time, in ticks of a <see cref="TimeSpan"/>: a century.</summary>
    public const long Time = 36_500 * TimeSpan.TicksPerDay;

    // A character of UTF-16 takes at most three bytes of UTF-8, as half of a pair at most two.
    private const int BytesPerCharacter = 3;

    /// <exception cref="InvalidDataException">The number is out of bounds.</exception>
    public static long Check(string field, long value, long least, long most) => value >= least && value <= most
        ? value
        : throw new InvalidDataException($"{field} is {value}. Only {least} to {most} is taken here.");

    /// <summary>Checks a text before it is decoded: what is too long takes no memory here.</summary>
    /// <exception cref="InvalidDataException">The text cannot be within its bound.</exception>
    public static void CheckEncoded(string field, int bytes, int mostCharacters)
    {
        if (bytes > (long)mostCharacters * BytesPerCharacter)
        {
            throw new InvalidDataException($"{field} has {bytes} bytes. At most {mostCharacters} characters are taken here.");
        }
    }

    /// <exception cref="InvalidDataException">The text is longer than its bound.</exception>
    public static string Check(string field, string text, int mostCharacters) => text.Length <= mostCharacters
        ? text
        : throw new InvalidDataException($"{field} has {text.Length} characters. At most {mostCharacters} are taken here.");

    /// <summary>Shortens a text that this side sends and did not choose, and leaves no half of a pair at its end.</summary>
    public static string Cut(string text, int mostCharacters) => text.Length <= mostCharacters
        ? text
        : text[..(char.IsHighSurrogate(text[mostCharacters - 1]) ? mostCharacters - 1 : mostCharacters)];
}
