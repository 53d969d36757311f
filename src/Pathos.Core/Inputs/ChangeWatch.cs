using System.Collections;
using System.Runtime.ExceptionServices;

namespace Pathos;

/// <summary>Tells whether a collection was changed since an enumerator of it was made. The collections of .NET keep a version, which their
/// enumerators compare.</summary>
/// <remarks>A map that reads ahead would not notice an item that is added behind what it has read. The same loop in foreach would: so this
/// is an error here, too.</remarks>
internal sealed class ChangeWatch(IEnumerator enumerator)
{
    /// <summary>Makes a watch for a collection whose enumerators can be reset and compare versions; null for others, which are only
    /// enumerated.</summary>
    public static ChangeWatch? Over<T>(IEnumerable<T> items, IEnumerator<T> enumerator) =>
        items is ICollection<T> && items.GetType().Namespace?.StartsWith("System.Collections", StringComparison.Ordinal) == true
            ? new ChangeWatch(enumerator)
            : null;

    /// <summary>Looks for a change. The enumerator must not be disposed yet: one that is disposed may refuse every question.</summary>
    /// <returns>The error that the loop in foreach would have thrown; null when the collection was not changed, or cannot tell.</returns>
    public ExceptionDispatchInfo? FindChange()
    {
        try
        {
            enumerator.Reset();
            return null;
        }
        catch (InvalidOperationException change) when (change is not ObjectDisposedException)
        {
            return ExceptionDispatchInfo.Capture(change);
        }
        catch (Exception)
        {
            // An enumerator that cannot be reset compares nothing, or did so while it was enumerated. The results of a whole map do not
            // depend on what else it says to a question that only this library asks.
            return null;
        }
    }
}
