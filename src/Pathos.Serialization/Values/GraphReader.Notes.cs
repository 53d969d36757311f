namespace Pathos.Serialization;

internal sealed partial class GraphReader
{
    private Dictionary<Type, object>? _notes;

    /// <summary>Gets what reducers of one kind remember while this graph is read: a tree is numbered once, however
    /// many of its nodes are referred to.</summary>
    public TNotes Notes<TNotes>()
        where TNotes : class, new()
    {
        _notes ??= [];
        if (!_notes.TryGetValue(typeof(TNotes), out object? notes))
        {
            notes = new TNotes();
            _notes.Add(typeof(TNotes), notes);
        }

        return (TNotes)notes;
    }

    /// <summary>Reads a part that need not be complete yet, or always is.</summary>
    public T ReadPart<T>()
        where T : class => ReadReference() as T ?? throw PayloadReader.Malformed($"a part of type '{typeof(T)}' is expected");
}
