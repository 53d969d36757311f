namespace Pathos.Serialization;

internal sealed partial class GraphWriter
{
    private Dictionary<Type, object>? _notes;

    /// <summary>Gets what reducers of one kind remember while this graph is written: a tree is numbered once, however
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

    /// <summary>Writes a part of a reduced value that need not be complete when the value is put together, or always is:
    /// what it leads to may follow later.</summary>
    /// <remarks>A part that has to be complete makes everything complete that waits, and the value cannot exist
    /// before. This one lets the rest wait.</remarks>
    public void WritePart(object? part, Func<string>? segment = null)
    {
        PathNode? here = _at;
        if (IsTraced && segment is not null)
        {
            _at = new PathNode(here, segment());
        }

        WriteReference(part);
        _at = here;
    }
}
