using Pathos.Serialization;

namespace Pathos.Distributed;

/// <summary>Writes a captured cancellation token as a number, and passes its cancellation on to every worker.</summary>
/// <remarks>
/// A worker learns of a cancellation by an event, or, when it joins after the event, from <see cref="Cancelled"/>. The number is listed
/// before the event is sent, and a worker is counted in before the list is read for it: so it misses one of the two at most.
/// </remarks>
internal sealed class TokenReducer : Reducer, IDisposable
{
    // Numbers with a meaning of their own; the worker's reducer knows them too.
    private const int Never = 0;
    private const int Already = 1;

    private readonly Lock _gate = new();
    private readonly Dictionary<CancellationToken, Watched> _watched = [];
    private readonly NumberSet _cancelled = new(Already + 1);
    private int _lastId = Already;

    /// <summary>Gets or sets who tells the workers.</summary>
    public Action<int>? OnCancelled { get; set; }

    /// <summary>Gets the numbers of the tokens that were cancelled after they were written, as runs.</summary>
    public IReadOnlyList<(int First, int Count)> Cancelled
    {
        get
        {
            lock (_gate)
            {
                return _cancelled.Runs();
            }
        }
    }

    public override bool Handles(Type type) => type == typeof(CancellationToken);

    public override void Write(object value, GraphWriter writer)
    {
        var token = (CancellationToken)value;
        writer.WriteVarInt(token.IsCancellationRequested ? Already : token.CanBeCanceled ? IdOf(token) : Never);
    }

    public override object Read(Type type, GraphReader reader) => reader.ReadVarInt() switch
    {
        Never => CancellationToken.None,
        Already => new CancellationToken(canceled: true),
        _ => throw new InvalidDataException("A worker sent a live cancellation token; tokens travel only towards workers."),
    };

    public void Dispose()
    {
        Watched[] watched;
        lock (_gate)
        {
            watched = [.. _watched.Values];
            _watched.Clear();
        }

        foreach (Watched entry in watched)
        {
            entry.Registration.Dispose();
        }
    }

    private int IdOf(CancellationToken token)
    {
        Watched watched;
        lock (_gate)
        {
            if (_watched.TryGetValue(token, out Watched? known))
            {
                return known.Id;
            }

            watched = new Watched(++_lastId);
            _watched.Add(token, watched);
        }

        // Outside the lock: a token that is cancelled meanwhile calls back at once.
        watched.Registration = token.UnsafeRegister(_ => Tell(token, watched.Id), null);
        return watched.Id;
    }

    private void Tell(CancellationToken token, int id)
    {
        lock (_gate)
        {
            // From here on the token is written as one that is cancelled already.
            _watched.Remove(token);
            _cancelled.Add(id);
        }

        OnCancelled?.Invoke(id);
    }

    private sealed class Watched(int id)
    {
        public int Id { get; } = id;

        public CancellationTokenRegistration Registration { get; set; }
    }
}
