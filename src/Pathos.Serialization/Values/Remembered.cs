using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Pathos.Serialization;

/// <summary>Remembers something of types or members: of most for ever, and of those in a collectible load context for as long as they are
/// there. Thread-safe.</summary>
internal sealed class Remembered<TKey, TValue>
    where TKey : MemberInfo
    where TValue : class
{
    private readonly ConcurrentDictionary<TKey, TValue> _lasting = new();

    // Made when first needed: most programs have no such context.
    private ConditionalWeakTable<TKey, TValue>? _passing;

    /// <summary>Gets how many are remembered for ever.</summary>
    public int Count => _lasting.Count;

    public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        if (_lasting.TryGetValue(key, out value))
        {
            return true;
        }

        return Volatile.Read(ref _passing) is { } passing && passing.TryGetValue(key, out value);
    }

    public bool Contains(TKey key) => TryGetValue(key, out _);

    /// <summary>Remembers a value; gives back the one that was remembered before, if another thread was quicker.</summary>
    public TValue GetOrAdd(TKey key, TValue value) => key.IsCollectible ? Passing.GetValue(key, _ => value) : _lasting.GetOrAdd(key, value);

    public bool TryAdd(TKey key, TValue value) => key.IsCollectible ? Passing.TryAdd(key, value) : _lasting.TryAdd(key, value);

    public void Set(TKey key, TValue value)
    {
        if (key.IsCollectible)
        {
            Passing.AddOrUpdate(key, value);
        }
        else
        {
            _lasting[key] = value;
        }
    }

    private ConditionalWeakTable<TKey, TValue> Passing
    {
        get
        {
            if (Volatile.Read(ref _passing) is { } known)
            {
                return known;
            }

            ConditionalWeakTable<TKey, TValue> made = [];
            return Interlocked.CompareExchange(ref _passing, made, null) ?? made;
        }
    }
}
