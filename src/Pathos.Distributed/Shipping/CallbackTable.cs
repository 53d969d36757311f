using System.Runtime.CompilerServices;
using Pathos.Serialization;

namespace Pathos.Distributed;

/// <summary>Progress and loggers of the caller, which stay where they are: a function that captured one carries a number, and what a task
/// tells the number is passed on.</summary>
internal sealed class CallbackTable
{
    // The numbers that were written on this thread since the last call of TakeWritten.
    [ThreadStatic]
    private static List<int>? t_written;

    private readonly Lock _gate = new();
    private readonly ConditionalWeakTable<object, CapturedTarget> _byObject = [];
    private readonly Dictionary<int, CapturedTarget> _targets = [];

    /// <summary>Gets whether tasks may have anything to tell.</summary>
    public bool IsInUse { get; private set; }

    /// <summary>The number of an object, the same each time.</summary>
    public int IdOf<TObject>(TObject target, Func<TObject, int, CapturedTarget> capture)
        where TObject : class
    {
        lock (_gate)
        {
            if (!_byObject.TryGetValue(target, out CapturedTarget? known))
            {
                known = capture(target, _targets.Count + 1);
                _byObject.Add(target, known);
                _targets.Add(known.Id, known);
                IsInUse = true;
            }

            (t_written ??= []).Add(known.Id);
            return known.Id;
        }
    }

    /// <summary>Takes the numbers that were written on this thread since the last time: only the receiver of the bytes may call them
    /// back.</summary>
    public static IReadOnlyList<int> TakeWritten()
    {
        if (t_written is not { Count: > 0 } written)
        {
            return [];
        }

        t_written = null;
        return written;
    }

    /// <summary>Reads what a task tells a progress; the result tells it.</summary>
    /// <exception cref="InvalidDataException">The worker told what cannot be told, which is its fault.</exception>
    public Action ReadReport(int id, PayloadReader reader) => Find<CapturedProgress>(id).Read(reader);

    /// <summary>Reads what a task writes to a logger; the result writes it.</summary>
    /// <exception cref="InvalidDataException">As for reports.</exception>
    public Action ReadEntry(int id, ReadOnlySpan<byte> entry, Exception? exception) =>
        Find<CapturedLogger>(id).Replay(RemoteLogEntry.Read(entry), exception);

    private T Find<T>(int id)
        where T : CapturedTarget
    {
        lock (_gate)
        {
            return _targets.GetValueOrDefault(id) as T ?? throw new InvalidDataException($"A worker calls back object {id}, which was never sent to it as what it is called.");
        }
    }
}
