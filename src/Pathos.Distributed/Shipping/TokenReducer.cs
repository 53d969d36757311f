using Pathos.Serialization;

namespace Pathos.Distributed;

/// <summary>Writes a captured cancellation token as a number, and passes its cancellation on to every worker.</summary>
internal sealed class TokenReducer : Reducer, IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<CancellationToken, Watched> _watched = [];
    private int _lastId;

    /// <summary>Gets or sets who tells the workers.</summary>
    public Action<long>? OnCancelled { get; set; }

    /// <summary>Gets the tokens that are cancelled already: a new worker must hear of them too.</summary>
    public IReadOnlyList<long> Cancelled
    {
        get
        {
            lock (_gate)
            {
                return [.. _watched.Where(static entry => entry.Key.IsCancellationRequested).Select(static entry => (long)entry.Value.Id)];
            }
        }
    }

    public override bool Handles(Type type) => type == typeof(CancellationToken);

    public override void Write(object value, GraphWriter writer)
    {
        var token = (CancellationToken)value;
        writer.WriteVarInt(token.CanBeCanceled ? IdOf(token) : 0);
    }

    public override object Read(Type type, GraphReader reader) =>
        reader.ReadVarInt() == 0 ? CancellationToken.None : throw new InvalidDataException("A worker sent a live cancellation token; tokens travel only towards workers.");

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

        // Outside the lock: a token that is cancelled already calls back at once.
        watched.Registration = token.UnsafeRegister(_ => OnCancelled?.Invoke(watched.Id), null);
        return watched.Id;
    }

    private sealed class Watched(int id)
    {
        public int Id { get; } = id;

        public CancellationTokenRegistration Registration { get; set; }
    }
}
