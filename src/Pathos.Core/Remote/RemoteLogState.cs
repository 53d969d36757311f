using System.Collections;

namespace Pathos;

/// <summary>A message or a scope as a logger gets it: its text, and its named values with the template among them.</summary>
internal sealed class RemoteLogState(string text, IReadOnlyList<KeyValuePair<string, object?>> values) : IReadOnlyList<KeyValuePair<string, object?>>
{
    public int Count => values.Count;

    public KeyValuePair<string, object?> this[int index] => values[index];

    /// <summary>Takes what a task gave to a logger.</summary>
    /// <param name="state">The state: named values, or anything else, which is its text.</param>
    /// <param name="text">Its text.</param>
    public static RemoteLogState Of(object? state, string text) =>
        new(text, state is IEnumerable<KeyValuePair<string, object?>> values ? [.. values] : []);

    /// <exception cref="InvalidDataException">A value is of a kind that is not sent.</exception>
    public static RemoteLogState Read(BinaryReader reader)
    {
        string text = reader.ReadString();
        int count = reader.ReadUInt16();
        var values = new List<KeyValuePair<string, object?>>();
        for (int i = 0; i < count; i++)
        {
            values.Add(new KeyValuePair<string, object?>(reader.ReadString(), RemoteLogValue.Read(reader)));
        }

        return new RemoteLogState(text, values);
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(text);
        int count = Math.Min(values.Count, ushort.MaxValue);
        writer.Write((ushort)count);
        for (int i = 0; i < count; i++)
        {
            writer.Write(values[i].Key);
            RemoteLogValue.Write(writer, values[i].Value);
        }
    }

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => text;
}
