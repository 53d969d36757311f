using System.Runtime.CompilerServices;

namespace Pathos.Serialization;

/// <summary>Which objects of a graph have been written, by reference. An open-addressing table: a graph
/// looks up every reference it meets.</summary>
internal sealed class ObjectIds
{
    private const int Smallest = 16;

    private object?[] _keys = new object?[Smallest];
    private int[] _ids = new int[Smallest];
    private int _count;

    // What was added since the log began, in that order; null where nothing will be taken back.
    private List<object>? _log;

    /// <summary>Gets how much was added since the log began.</summary>
    public int LogCount => _log?.Count ?? 0;

    public bool TryGet(object key, out int id)
    {
        object?[] keys = _keys;
        int mask = keys.Length - 1;
        for (int i = RuntimeHelpers.GetHashCode(key) & mask; ; i = (i + 1) & mask)
        {
            object? at = keys[i];
            if (at is null)
            {
                id = 0;
                return false;
            }

            if (ReferenceEquals(at, key))
            {
                id = _ids[i];
                return true;
            }
        }
    }

    public void Add(object key, int id)
    {
        if (_count * 2 >= _keys.Length)
        {
            Grow();
        }

        Insert(key, id);
        _count++;
        _log?.Add(key);
    }

    /// <summary>Notes what is added from here on, to take it back with <see cref="GoBack"/>.</summary>
    public void BeginLog()
    {
        _log ??= [];
        _log.Clear();
    }

    /// <summary>Forgets what was added after the first <paramref name="logCount"/> entries of the log.</summary>
    public void GoBack(int logCount)
    {
        for (int i = _log!.Count - 1; i >= logCount; i--)
        {
            Remove(_log[i]);
        }

        _log.RemoveRange(logCount, _log.Count - logCount);
    }

    public void Clear()
    {
        _log = null;
        if (_count == 0)
        {
            return;
        }

        if (_keys.Length > 1024)
        {
            // One large graph must not make every small one after it clear a large table.
            _keys = new object?[Smallest];
            _ids = new int[Smallest];
        }
        else
        {
            Array.Clear(_keys);
        }

        _count = 0;
    }

    private void Insert(object key, int id)
    {
        int mask = _keys.Length - 1;
        int i = RuntimeHelpers.GetHashCode(key) & mask;
        while (_keys[i] is not null)
        {
            i = (i + 1) & mask;
        }

        _keys[i] = key;
        _ids[i] = id;
    }

    /// <summary>Takes a key out, and moves those up that would not be found behind the gap.</summary>
    private void Remove(object key)
    {
        object?[] keys = _keys;
        int mask = keys.Length - 1;
        int gap = RuntimeHelpers.GetHashCode(key) & mask;
        while (!ReferenceEquals(keys[gap], key))
        {
            gap = (gap + 1) & mask;
        }

        for (int i = (gap + 1) & mask; keys[i] is { } next; i = (i + 1) & mask)
        {
            int home = RuntimeHelpers.GetHashCode(next) & mask;
            if (((i - home) & mask) >= ((i - gap) & mask))
            {
                keys[gap] = next;
                _ids[gap] = _ids[i];
                gap = i;
            }
        }

        keys[gap] = null;
        _count--;
    }

    private void Grow()
    {
        object?[] keys = _keys;
        int[] ids = _ids;
        _keys = new object?[keys.Length * 2];
        _ids = new int[ids.Length * 2];
        for (int i = 0; i < keys.Length; i++)
        {
            if (keys[i] is { } key)
            {
                Insert(key, ids[i]);
            }
        }
    }
}
