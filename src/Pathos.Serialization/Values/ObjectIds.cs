using System.Runtime.CompilerServices;

namespace Pathos.Serialization;

/// <summary>Which objects of a graph have been written, by reference. An open-addressing table: a graph looks up every reference it meets.</summary>
internal sealed class ObjectIds
{
    private const int Smallest = 16;

    private object?[] _keys = new object?[Smallest];
    private int[] _ids = new int[Smallest];
    private int _count;

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
    }

    public void Clear()
    {
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
