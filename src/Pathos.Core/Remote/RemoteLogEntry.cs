using Microsoft.Extensions.Logging;

namespace Pathos;

/// <summary>What a task wrote to a logger that it had captured: data only, so that reading it makes nothing but values and text.</summary>
/// <param name="Scopes">The scopes that the task was in, the outermost first.</param>
internal sealed record RemoteLogEntry(LogLevel Level, EventId Event, RemoteLogState State, IReadOnlyList<RemoteLogState> Scopes)
{
    // More than loggers can show, and few enough that an entry cannot take the stack or the time of its reader.
    private const int MostScopes = 1000;

    /// <summary>Reads what <see cref="ToBytes"/> made.</summary>
    /// <exception cref="InvalidDataException">The bytes are not an entry.</exception>
    public static RemoteLogEntry Read(ReadOnlySpan<byte> bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes.ToArray()));
        try
        {
            var level = (LogLevel)reader.ReadByte();
            var id = new EventId(reader.ReadInt32(), reader.ReadBoolean() ? reader.ReadString() : null);
            RemoteLogState state = RemoteLogState.Read(reader);
            var scopes = new RemoteLogState[reader.ReadUInt16()];
            for (int i = 0; i < scopes.Length; i++)
            {
                scopes[i] = RemoteLogState.Read(reader);
            }

            return level < LogLevel.None && scopes.Length <= MostScopes
                ? new RemoteLogEntry(level, id, state, scopes)
                : throw new InvalidDataException("A log entry has no level, or too many scopes.");
        }
        catch (Exception error) when (error is IOException or FormatException or ArgumentException or OverflowException)
        {
            throw new InvalidDataException($"A log entry cannot be read: {error.Message}", error);
        }
    }

    public byte[] ToBytes()
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write((byte)Level);
        writer.Write(Event.Id);
        writer.Write(Event.Name is not null);
        if (Event.Name is { } name)
        {
            writer.Write(name);
        }

        State.Write(writer);
        int count = Math.Min(Scopes.Count, MostScopes);
        writer.Write((ushort)count);
        for (int i = 0; i < count; i++)
        {
            Scopes[i].Write(writer);
        }

        writer.Flush();
        return bytes.ToArray();
    }
}
