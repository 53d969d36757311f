namespace Pathos.Serialization;

/// <summary>What a user said of one type: what travels for its values, and how a value is made of that again.</summary>
/// <remarks>It travels itself, before code that may need it, so that a worker knows what its client knows.</remarks>
internal abstract class Registration
{
    /// <summary>Gets the type whose values travel so.</summary>
    public abstract Type Type { get; }

    /// <summary>Gets the type of what travels for them.</summary>
    public abstract Type DataType { get; }

    public abstract object? Write(object value);

    public abstract object Read(object? data);

    /// <summary>Tells whether another registration runs the same code.</summary>
    public abstract bool IsLike(Registration other);
}

/// <inheritdoc/>
internal sealed class Registration<T, TData>(Func<T, TData> write, Func<TData, T> read) : Registration
    where T : notnull
{
    private readonly Func<T, TData> _write = write;
    private readonly Func<TData, T> _read = read;

    public override Type Type => typeof(T);

    public override Type DataType => typeof(TData);

    public override object? Write(object value) => _write((T)value);

    public override object Read(object? data)
    {
        if (data is not TData && (data is not null || default(TData) is not null))
        {
            throw PayloadReader.Malformed($"what stands for a '{typeof(T)}' is of another type");
        }

        return _read((TData)data!)
            ?? throw new InvalidOperationException($"The registered function made null of the data of a '{typeof(T)}'.");
    }

    // By method: what the functions captured is a copy where they came with a closure.
    public override bool IsLike(Registration other) =>
        other is Registration<T, TData> like && like._write.Method == _write.Method && like._read.Method == _read.Method;
}
