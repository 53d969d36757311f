using System.Runtime.CompilerServices;

namespace Pathos.Distributed;

/// <summary>Objects of the caller that stay where they are: a function that captured one carries a number, and what it tells the number is passed on to the object.</summary>
internal sealed class CallbackTable
{
    private readonly Lock _gate = new();
    private readonly ConditionalWeakTable<object, object> _ids = [];
    private readonly Dictionary<int, Action<object?>> _targets = [];

    /// <summary>The number of an object, the same each time.</summary>
    public int IdOf(object target, Func<object, Action<object?>> bind)
    {
        lock (_gate)
        {
            if (_ids.TryGetValue(target, out object? known))
            {
                return (int)known;
            }

            int id = _targets.Count + 1;
            _ids.Add(target, id);
            _targets.Add(id, bind(target));
            return id;
        }
    }

    /// <summary>Who is to be told; a number that was never given out is a fault of the worker.</summary>
    public Action<object?> Find(long id)
    {
        lock (_gate)
        {
            return _targets.GetValueOrDefault((int)id) ?? throw new InvalidDataException($"A worker calls back object {id}, which was never sent to it.");
        }
    }
}
