using Pathos.Launching;
using Pathos.Wire;

namespace Pathos.Worker;

/// <summary>Large broadcast values come to a host once: the worker that needs one first asks for it, and leaves it for the others of its pool there.</summary>
/// <remarks>
/// A file holds the message that brought the value, as it came. It is at its name only when it is whole, in a folder that only its user may enter, and goes with the pool. The asking worker holds a
/// lock, so that workers which start together ask once.
/// </remarks>
/// <param name="folder">A folder of the pool on this host.</param>
internal sealed class HostValues(string folder)
{
    // The one that asks waits for as long as its pool is there, and a value may be large and the way to it long.
    private static readonly TimeSpan s_longestTurn = TimeSpan.FromMinutes(10);

    /// <summary>Gets the value with this hash.</summary>
    /// <param name="fetch">Brings it over the network; null when it cannot be had.</param>
    public SentValue? Get(string hash, Func<SentValue?> fetch)
    {
        if (!hash.All(char.IsAsciiHexDigitLower))
        {
            throw new InvalidDataException("A pool names a value by something that is not a hash.");
        }

        string path = Path.Combine(folder, hash + ".value");
        if (Read(path) is { } there)
        {
            return there;
        }

        using FileStream? turn = Turn.Wait(path + ".lock", s_longestTurn);
        if (Read(path) is { } meanwhile)
        {
            return meanwhile;
        }

        SentValue? value = fetch();
        if (value is not null)
        {
            TryLeave(path, hash, value);
        }

        return value;
    }

    private static SentValue? Read(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            var reader = new FrameReader(new StreamTransport(file, Stream.Null, static () => { }), FrameLimits.Trusted);
            if (!reader.TryRead(out Frame frame) || frame.Missing is not null)
            {
                return null;
            }

            DefineValue.Read(frame.Body.Span, out int length);
            return new SentValue(frame.Body[length..].ToArray(), frame.Blocks);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Without room for it, the others ask too: a full disk makes a pool slower, and does not stop it.</summary>
    private static void TryLeave(string path, string hash, SentValue value)
    {
        string draft = $"{path}.{Environment.ProcessId}";
        try
        {
            using (FileStream file = File.Create(draft))
            {
                var writer = new FrameWriter(new StreamTransport(Stream.Null, file, static () => { }));
                writer.Append(new Message(MessageKind.DefineValue, 0, new DefineValue(hash, IsOnRequest: false), value.Payload, value.Blocks));
                writer.Flush();
            }

            File.Move(draft, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            if (File.Exists(draft))
            {
                File.Delete(draft);
            }
        }
    }
}
