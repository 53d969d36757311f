namespace Pathos.Serialization;

internal sealed partial class GraphReader
{
    private Dictionary<Type, object>? _notes;

    /// <summary>Gets what reducers of one kind remember while this graph is read: a tree is numbered once, however many of its nodes are referred to.</summary>
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
}
