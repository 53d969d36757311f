namespace Pathos.Distributed;

/// <summary>The functions that were sent to a worker and not forgotten there, as the hub keeps count of them. Guarded by the hub's
/// lock.</summary>
/// <remarks>
/// The hub alone decides what a worker forgets, and says so on the connection that brings batches. So a batch never finds its function
/// forgotten.
/// The function used longest ago goes first. A function of a batch that the worker still holds stays.
/// </remarks>
internal sealed class HeldFunctions
{
    /// <summary>How many functions a worker keeps.</summary>
    public const int Most = 256;

    /// <summary>How many bytes of functions a worker keeps.</summary>
    public const long MostBytes = 128L << 20;

    // However large they are: a loop that calls two functions in turn must not send both of them each time.
    private const int Latest = 2;

    private readonly LinkedList<Held> _byUse = new();
    private readonly Dictionary<long, LinkedListNode<Held>> _byId = [];
    private long _definitions;
    private long _bytes;

    public bool Contains(HubFunction function) => _byId.ContainsKey(function.Id);

    /// <summary>Notes a use. Returns which definition of the function the worker has; null when it has none.</summary>
    public long? Use(HubFunction function)
    {
        if (!_byId.TryGetValue(function.Id, out LinkedListNode<Held>? known))
        {
            return null;
        }

        _byUse.Remove(known);
        _byUse.AddLast(known);
        return known.Value.Definition;
    }

    /// <summary>Notes that a function is defined on the worker now. Returns the number of the definition.</summary>
    public long Add(HubFunction function)
    {
        _byId.Add(function.Id, _byUse.AddLast(new Held(function, ++_definitions)));
        _bytes += function.Bytes;
        return _definitions;
    }

    /// <summary>Notes that the worker has not got what a definition brought. A later definition is left alone.</summary>
    public void Remove(HubFunction function, long definition)
    {
        if (_byId.TryGetValue(function.Id, out LinkedListNode<Held>? known) && known.Value.Definition == definition)
        {
            Remove(known);
        }
    }

    /// <summary>Takes out what the worker must forget before a function is added.</summary>
    /// <param name="added">The function.</param>
    /// <param name="isInUse">Whether a batch on the worker needs a function.</param>
    public List<long> MakeRoom(HubFunction added, Func<HubFunction, bool> isInUse)
    {
        List<long> forgotten = [];
        for (LinkedListNode<Held>? next = _byUse.First; next is not null && IsTooMuch(added.Bytes);)
        {
            LinkedListNode<Held> oldest = next;
            next = next.Next;
            if (!isInUse(oldest.Value.Function))
            {
                forgotten.Add(oldest.Value.Function.Id);
                Remove(oldest);
            }
        }

        return forgotten;
    }

    /// <summary>Takes out the functions that captured a broadcast value which the worker forgets.</summary>
    public List<long> TakeThoseWith(string value)
    {
        List<long> forgotten = [];
        for (LinkedListNode<Held>? next = _byUse.First; next is not null;)
        {
            LinkedListNode<Held> held = next;
            next = next.Next;
            if (held.Value.Function.Values.Contains(value))
            {
                forgotten.Add(held.Value.Function.Id);
                Remove(held);
            }
        }

        return forgotten;
    }

    private bool IsTooMuch(long added) => _byId.Count >= Most || (_bytes + added > MostBytes && _byId.Count >= Latest);

    private void Remove(LinkedListNode<Held> held)
    {
        _byUse.Remove(held);
        _byId.Remove(held.Value.Function.Id);
        _bytes -= held.Value.Function.Bytes;
    }

    private readonly record struct Held(HubFunction Function, long Definition);
}
