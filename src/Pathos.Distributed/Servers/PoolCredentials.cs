using System.Security.Cryptography;
using Pathos.Wire;

namespace Pathos;

/// <summary>The secret that pool servers, their clients and the machines that work for them share. Whoever holds it can run code on all of them.</summary>
/// <remarks>It never travels: each side proves to the other that it knows it. There is no default one.</remarks>
public sealed class PoolCredentials
{
    /// <summary>The environment variable that may hold a secret: <c>PATHOS_SECRET</c>.</summary>
    public const string Variable = "PATHOS_SECRET";

    /// <summary>The environment variable that may name a file with a secret: <c>PATHOS_SECRET_FILE</c>.</summary>
    public const string FileVariable = "PATHOS_SECRET_FILE";

    private const int ShortestSecret = 16;
    private const int LargestFile = 4096;
    private const UnixFileMode ForOthers =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    // Deriving it is slow on purpose, so once.
    private readonly Lazy<SharedSecret> _secret;

    private PoolCredentials(string secret)
    {
        Text = secret;
        _secret = new Lazy<SharedSecret>(() => SharedSecret.Of(secret));
    }

    /// <summary>Gets the file that is looked at when nothing else is named: <c>~/.config/pathos/secret</c>.</summary>
    public static string DefaultFile => Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify), "pathos", "secret");

    /// <summary>Gets the secret itself, for a server that this process starts elsewhere.</summary>
    internal string Text { get; }

    internal SharedSecret Secret => _secret.Value;

    /// <summary>Takes a secret as text.</summary>
    /// <param name="secret">At least 16 characters, hard to guess. White space around it does not count.</param>
    /// <exception cref="ArgumentException">It is shorter.</exception>
    public static PoolCredentials FromSecret(string secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        string trimmed = secret.Trim();
        return trimmed.Length >= ShortestSecret
            ? new PoolCredentials(trimmed)
            : throw new ArgumentException($"A secret has at least {ShortestSecret} characters; this one has {trimmed.Length}.", nameof(secret));
    }

    /// <summary>Reads a secret from a file that only its owner may read.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="PoolOpenException">It cannot be read, holds no good secret, or others may read it too.</exception>
    public static PoolCredentials FromFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ForOthers) != UnixFileMode.None)
            {
                throw new PoolOpenException($"Others may read or change the secret in '{path}'. Take that away: chmod 600 '{path}'. If somebody may have read it, make a new one.");
            }

            if (new FileInfo(path).Length > LargestFile)
            {
                throw new PoolOpenException($"'{path}' is too large to hold a secret.");
            }

            return FromSecret(File.ReadAllText(path));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new PoolOpenException($"No secret can be read from '{path}': {error.Message}", error);
        }
    }

    /// <summary>Finds the secret of this user: in the environment variable <see cref="Variable"/>, in the file that <see cref="FileVariable"/> names, or in <see cref="DefaultFile"/>.</summary>
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
            : throw new PoolOpenException($"There is no secret: neither {Variable} is set, nor does '{path}' exist. Make one once, and copy it to the other machines: pathos secret");
    }

    /// <summary>Makes a new secret and writes it to a file that only this user may read.</summary>
    /// <param name="path">The file; its folder is made too.</param>
    /// <exception cref="IOException">There is such a file already, or it cannot be written.</exception>
    public static void CreateFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
        {
            Directory.CreateDirectory(folder);
        }

        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var writer = new StreamWriter(path, options);
        writer.WriteLine(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
    }

    /// <summary>Says nothing of the secret.</summary>
    public override string ToString() => nameof(PoolCredentials);
}
