using System.Collections;

namespace Pathos;

/// <summary>The positions of a batch that were reported. They nearly always grow from the front, which needs one number; only strays need a bit each.</summary>
internal struct PositionSet
{
    private int _prefix;
    private BitArray? _strays;

    public readonly bool Contains(int position) =>
        position < _prefix || (_strays is { } strays && position < strays.Length && strays[position]);

    private readonly bool ContainsAny(int start, int count)
    {
        if (start < _prefix)
        {
            return true;
        }

        int end = Math.Min(start + count, _strays?.Length ?? 0);
        for (int position = start; position < end; position++)
        {
            if (_strays![position])
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The first position from here on that is not in the set.</summary>
    public readonly int NextMissing(int from)
    {
        int position = Math.Max(from, _prefix);
        while (Contains(position))
        {
            position++;
        }

        return position;
    }

    /// <summary>Adds a run of positions, unless one of them is in the set already: what reports an item twice reports nothing.</summary>
    public bool TryAdd(int start, int count)
    {
        if (ContainsAny(start, count))
        {
            return false;
        }

        if (start == _prefix)
        {
            _prefix += count;
            while (_strays is { } strays && _prefix < strays.Length && strays[_prefix])
            {
                _prefix++;
            }

            return true;
        }

        _strays ??= new BitArray(start + count);
        if (_strays.Length < start + count)
        {
            _strays.Length = Math.Max(start + count, _strays.Length * 2);
        }

        for (int position = start; position < start + count; position++)
        {
            _strays[position] = true;
        }

        return true;
    }
}
