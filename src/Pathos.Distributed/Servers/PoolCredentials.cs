using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Pathos.Launching;
using Pathos.Wire;

namespace Pathos;

/// <summary>The secret that pool servers, their clients and the machines that work for them share. A process that holds it can run code on
/// all of them.</summary>
/// <remarks>It never travels: each side proves to the other that it knows it. There is no default one.</remarks>
public sealed class PoolCredentials
{
    /// <summary>The environment variable that may hold a secret: <c>PATHOS_SECRET</c>.</summary>
    public const string Variable = "PATHOS_SECRET";

    /// <summary>The environment variable that may name a file with a secret: <c>PATHOS_SECRET_FILE</c>.</summary>
    public const string FileVariable = "PATHOS_SECRET_FILE";

    private const int ShortestSecret = 16;
    private const int LongestSecret = 4096;
    private const int LargestFile = LongestSecret + 128;

    private const string InWorkers =
        $". This is a worker: it inherits no {Variable} unless PoolOptions.Environment has it, and a pool that a function captured "
        + "brings no secret unless RemotePoolOptions.CaptureCredentials is set";

    private static readonly SearchValues<char> s_controls =
        SearchValues.Create([.. Enumerable.Range(0, 0xA0).Select(static number => (char)number).Where(char.IsControl)]);

    private PoolCredentials(string secret)
    {
        Text = secret;
        Secret = SharedSecret.Of(secret);
    }

    /// <summary>Gets the file that is looked at when nothing else is named: <c>~/.config/pathos/secret</c>.</summary>
    public static string DefaultFile => Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify), "pathos", "secret");

    /// <summary>Gets the secret itself, for a server that this process starts elsewhere.</summary>
    internal string Text { get; }

    internal SharedSecret Secret { get; }

    /// <summary>Takes a secret as text.</summary>
    /// <param name="secret">At least 16 characters in one line, hard to guess. White space around it does not count.</param>
    /// <remarks>
    /// Best are 32 random bytes, in base64 or hexadecimal digits, as <c>pathos secret</c> makes them: those cannot be guessed. Any other
    /// text is taken for one that a person thought up. Guesses at it are made slow, and with them the first connection between two
    /// processes, by some hundredths of a second.
    /// </remarks>
    /// <exception cref="ArgumentException">It is shorter, longer than 4096 bytes, or has control characters in it.</exception>
    public static PoolCredentials FromSecret(string secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        string trimmed = secret.Trim();
        if (trimmed.Length < ShortestSecret)
        {
            throw new ArgumentException($"A secret has at least {ShortestSecret} characters; this one has {trimmed.Length}.",
                nameof(secret));
        }

        if (Encoding.UTF8.GetByteCount(trimmed) > LongestSecret)
        {
            throw new ArgumentException($"A secret has at most {LongestSecret} bytes.", nameof(secret));
        }

        // A line end would be the end of the secret where it is handed on as a line, and what follows would be taken for something else.
        int control = trimmed.AsSpan().IndexOfAny(s_controls);
        return control < 0
            ? new PoolCredentials(trimmed)
            : throw new ArgumentException(
                $"A secret is one line of text; this one has a control character (number {(int)trimmed[control]}) at place {control + 1}. "
                + "Take it away, or make another one: pathos secret",
                nameof(secret));
    }

    /// <summary>Reads a secret from a file that only its owner may read.</summary>
    /// <param name="path">The file.</param>
    /// <remarks>The owner and the mode of the file are checked, but not on Windows.</remarks>
    /// <exception cref="PoolOpenException">It cannot be read, holds no good secret, belongs to another user, or others may read it
    /// too.</exception>
    public static PoolCredentials FromFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            // Opened once: what was judged is what is read.
            using FileStream file = OwnFile.OpenRead(path);
            if (OwnFile.ProblemOf(file.SafeFileHandle, path, mayOthersRead: false) is { } problem)
            {
                throw new PoolOpenException(
                    $"The secret in '{path}' is not used: {problem}. If somebody may have read it, make a new one: pathos secret");
            }

            byte[] bytes = new byte[LargestFile + 1];
            int length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (length > LargestFile)
            {
                throw new PoolOpenException($"'{path}' is too large to hold a secret.");
            }

            // As File.ReadAllText: an editor may have put a mark of its encoding before the text.
            using var text = new StreamReader(new MemoryStream(bytes, 0, length));
            return FromSecret(text.ReadToEnd());
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new PoolOpenException($"No secret can be read from '{path}': {error.Message}", error);
        }
    }

    /// <summary>Finds the secret of this user: in the environment variable <see cref="Variable"/>, in the file that
    /// <see cref="FileVariable"/> names, or in <see cref="DefaultFile"/>.</summary>
    /// <exception cref="PoolOpenException">There is none; the message says how to make one.</exception>
    public static PoolCredentials Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } text)
        {
            try
            {
                return FromSecret(text);
            }
            catch (ArgumentException error)
            {
                throw new PoolOpenException($"{Variable} holds no good secret: {error.Message}", error);
            }
        }

        string path = Environment.GetEnvironmentVariable(FileVariable) is { Length: > 0 } named ? named : DefaultFile;
        return File.Exists(path)
            ? FromFile(path)
            : throw new PoolOpenException(
                $"There is no secret: neither {Variable} is set, nor does '{path}' exist. "
                + "Make one once, and copy it to the other machines: pathos secret" + (WorkerGate.IsWorker ? InWorkers : ""));
    }

    /// <summary>Makes a new secret and writes it to a file that only this user may read.</summary>
    /// <param name="path">The file; its folder is made too.</param>
    /// <exception cref="IOException">There is such a file already, or it cannot be written.</exception>
    public static void CreateFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
        {
            OwnFolder.Create(folder);
        }

        using FileStream file = OwnFile.Create(path, FileMode.CreateNew);
        try
        {
            file.Write(Encoding.ASCII.GetBytes(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)) + "\n"));
        }
        catch (IOException)
        {
            // A full disk, for example. What is left is not a secret, and would stand in the way of one.
            File.Delete(path);
            throw;
        }
    }

    /// <summary>Says nothing of the secret.</summary>
    public override string ToString() => nameof(PoolCredentials);
}
