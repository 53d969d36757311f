using System.Globalization;

namespace Pathos.Serialization;

/// <summary>What is thrown while a graph is read: by foreign code, which answers for itself, or because the bytes make no sense.
/// And where in the graph that was.</summary>
internal sealed partial class GraphReader
{
    // Of a traced walk alone: reading keeps no path, and reads again when it needs one.
    private PathNode? _root;
    private PathNode? _at;
    private PathNode? _array;

    // The failure that is passing, if it was found not to come out of foreign code.
    private Exception? _ours;

    public bool IsTraced => _root is not null;

    /// <summary>Gets where a traced walk is, or where it was when it failed.</summary>
    public string Place => (_at ?? _root ?? PathNode.Unknown).ToString();

    public void BeginTrace(string rootName)
    {
        _root = new PathNode(null, rootName);
        _at = _root;
    }

    /// <summary>Notes where a loop over elements is.</summary>
    public void EnterElement(int index)
    {
        if (IsTraced)
        {
            _at = new PathNode(_array, string.Create(CultureInfo.InvariantCulture, $"[{index}]"));
        }
    }

    /// <summary>Tells whether this is a failure of reading that has not been made the error of the bytes yet.</summary>
    public static bool IsUndecodable(Exception error) =>
        error is not (InvalidDataException or CodeException or OutOfMemoryException or ForeignCodeException or AbandonedException);

    /// <summary>Makes a failure of reading the error that readers expect. A type initialiser that fails is foreign code.</summary>
    public static Exception Undecodable(Exception error) => error is TypeInitializationException
        ? new ForeignCodeException(error)
        : new InvalidDataException("The payload cannot be decoded: " + error.Message, error);

    /// <summary>Lets a reducer make its object. Comparers, hash codes and converters of the user's run in here.</summary>
    private object Rebuild(TypePlan plan)
    {
        PathNode? here = _at;
        try
        {
            object value = plan.Reducer!.Read(plan.Type, this);
            _at = here;
            return value;
        }
        catch (Exception error) when (IsForeign(error))
        {
            throw new ForeignCodeException(error);
        }
    }

    /// <summary>Tells whether a failure came out of foreign code. It is asked at each level that the failure passes.</summary>
    /// <remarks>The sender chooses the depth: to look at the whole stack each time would cost its square.</remarks>
    private bool IsForeign(Exception error)
    {
        if (ReferenceEquals(error, _ours))
        {
            return false;
        }

        bool isForeign = ForeignCode.Threw(error);
        _ours = isForeign ? null : error;
        return isForeign;
    }

    private static object? Deserialize(IValueSerializer values, ReadOnlyMemory<byte> bytes, Type type)
    {
        try
        {
            return values.Deserialize(bytes, type);
        }
        catch (Exception error)
        {
            throw new ForeignCodeException(error);
        }
    }
}
