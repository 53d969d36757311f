namespace Pathos.Serialization;

internal sealed partial class GraphWriter
{
    /// <summary>Gets what of the closures in this graph need not travel.</summary>
    public PruneSet Pruning { get; } = new();

    /// <summary>Starts over, keeping only what the passes so far learnt about the code that travels.</summary>
    public void BeginAnotherPass()
    {
        _ids.Clear();
        _pending.Clear();
        _unbuilt.Clear();
        _ownCode = null;
        _exceptions = null;
        _unshippable = null;
        _takenBack = 0;
        _notes = null;
        _nextId = 0;
        _depth = 0;
        _at = _trace?.Root;
        _report?.Clear();
    }
}
