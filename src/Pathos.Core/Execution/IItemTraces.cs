namespace Pathos;

/// <summary>Keeps apart what the items of a lane leave behind beyond their results, such as processes. Called on the thread that executes
/// them.</summary>
internal interface IItemTraces
{
    /// <summary>The items before are done, and others begin. Cheap: called often.</summary>
    void Next();

    /// <summary>What was begun since the last call of <see cref="Next"/> timed out or was cancelled, and has returned: what it left is not
    /// wanted.</summary>
    void Discard();
}
