using System.Buffers;

namespace Pathos;

/// <summary>Serialises the data types it claims in place of the built-in field-by-field walk.</summary>
/// <remarks>Must be safe to call from several threads. Both processes need an equivalent instance.</remarks>
public interface IValueSerializer
{
    /// <summary>Tells whether this serialiser takes values of exactly this type. Asked once a type; the answer must not change.</summary>
    /// <param name="type">The run-time type of a value.</param>
    bool CanSerialize(Type type);

    /// <summary>Writes one value.</summary>
    /// <param name="output">Where the bytes go.</param>
    /// <param name="value">The value, never null.</param>
    /// <param name="type">Its run-time type.</param>
    void Serialize(IBufferWriter<byte> output, object value, Type type);

    /// <summary>Reads back one value.</summary>
    /// <param name="data">Exactly the bytes that <see cref="Serialize"/> wrote. They are valid during the call only.</param>
    /// <param name="type">The type that was written.</param>
    /// <returns>The value, assignable to <paramref name="type"/>.</returns>
    object? Deserialize(ReadOnlyMemory<byte> data, Type type);
}
