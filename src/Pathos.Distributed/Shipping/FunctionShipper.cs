using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Pathos.Serialization;

namespace Pathos.Distributed;

/// <summary>Turns functions into bytes, and knows equal bytes again: what a worker has already is not sent to it twice.</summary>
internal sealed class FunctionShipper(CodeContext context, BroadcastReducer broadcasts)
{
    // Functions remembered by content. Beyond that the oldest half is forgotten; a function that comes again is then sent again.
    private const int Remembered = 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<Hash, HubFunction> _byContent = [];
    private readonly Queue<Hash> _order = new();

    // The function of the last call: loops call one function many times, and comparing bytes costs less than hashing them.
    private HubFunction? _last;

    // The last function that captured something. From its second call on it is looked at before it is written: where it holds what it held, it need not be.
    private Seen? _seen;

    // Whoever freezes takes it and puts it back; a second one at the same time makes its own. One that threw on the way is not put back.
    private PayloadWriter? _idleWriter;

    // Functions that captured nothing are the same bytes every time: the delegate itself says so, and the compiler keeps one for each lambda.
    private readonly ConditionalWeakTable<Delegate, Constant> _constant = [];

    /// <exception cref="NotShippableException">The function, or something that it captured, cannot travel.</exception>
    public HubFunction Ship<T, R>(Call<T, R> call)
    {
        if (call.BackendState is HubFunction shipped)
        {
            return shipped;
        }

        Seen? seen = Volatile.Read(ref _seen);
        bool comesAgain = seen is not null && seen.IsOf(call);
        HubFunction function = comesAgain && seen!.HoldsTheSame(call.Source) ? seen.Function
            : CapturesNothing(call.Source) ? ShipConstant(call)
            : FreezeClosure(call, comesAgain);
        call.BackendState = function;
        return function;
    }

    /// <summary>Writes the function once for each delegate. A delegate that variance lets run in another form is another function, and rare: it is written each time.</summary>
    private HubFunction ShipConstant<T, R>(Call<T, R> call)
    {
        Type form = call.Function.GetType();
        Constant known = _constant.GetValue(call.Source, _ => new Constant(form, Registrations.All, Freeze(call.Function)));
        return known.Form == form && ReferenceEquals(known.Registrations, Registrations.All) ? known.Function : Freeze(call.Function);
    }

    private HubFunction FreezeClosure<T, R>(Call<T, R> call, bool comesAgain)
    {
        // The copy first: a variable that changes meanwhile is then found changed by the next call.
        CapturedValues? values = comesAgain ? CapturedValues.TryCopy(call.Source) : null;
        Registration[]? registrations = Registrations.All;
        HubFunction function = Freeze(call.Function);
        Volatile.Write(ref _seen, new Seen(new WeakReference<Delegate>(call.Source), call.Function.GetType(), registrations, values, function));
        return function;
    }

    private Payload Write(TaskFunction function)
    {
        try
        {
            PayloadWriter writer = Interlocked.Exchange(ref _idleWriter, null) ?? new PayloadWriter(context);
            CodeGraph.Write(writer, function, FunctionPath.Root);
            Payload payload = writer.Finish();
            _idleWriter = writer;
            return payload;
        }
        catch (NotShippableException refusal)
        {
            throw refusal.At(FunctionPath.WithoutWrapping(refusal.Path));
        }
        catch (Exception error) when (ForeignCode.PathOf(error) is { } path)
        {
            ForeignCode.NotePath(error, FunctionPath.WithoutWrapping(path));
            throw;
        }
    }

    /// <summary>Of a multicast delegate, each part must capture nothing: its own <see cref="Delegate.Target"/> is that of the last part.</summary>
    private static bool CapturesNothing(Delegate function) =>
        function.HasSingleTarget ? IsWithoutCaptures(function) : Array.TrueForAll(function.GetInvocationList(), IsWithoutCaptures);

    private static bool IsWithoutCaptures(Delegate function) =>
        function.Target is not { } target || (target.GetType().IsDefined(typeof(CompilerGeneratedAttribute), inherit: false) && FieldsOf(target) == 0);

    /// <summary>The lambdas that capture nothing are methods of an object without fields that the compiler makes once.</summary>
    private static int FieldsOf(object target) =>
        target.GetType().GetFields(System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.NonPublic).Length;

    private HubFunction Freeze(TaskFunction function)
    {
        // Broadcasts met on the way are noted by their reducer, on this thread, for this function.
        using BroadcastReducer.Collection values = broadcasts.Collect();
        _ = CallbackTable.TakeWritten();
        Payload payload = Snapshot.Of(Write(function));
        IReadOnlyList<int> callbacks = CallbackTable.TakeWritten();
        if (Volatile.Read(ref _last) is { Payload.Blocks.Length: 0 } last && payload.Blocks.Length == 0 && payload.Bytes.Span.SequenceEqual(last.Payload.Bytes.Span))
        {
            return last;
        }

        Hash hash = Hash.Of(payload);
        lock (_gate)
        {
            if (_byContent.TryGetValue(hash, out HubFunction? known))
            {
                Volatile.Write(ref _last, known);
                return known;
            }

            var added = new HubFunction(payload, values.Found, callbacks);
            _byContent.Add(hash, added);
            _order.Enqueue(hash);
            if (_order.Count > Remembered)
            {
                for (int i = 0; i < Remembered / 2; i++)
                {
                    _byContent.Remove(_order.Dequeue());
                }
            }

            Volatile.Write(ref _last, added);
            return added;
        }
    }

    /// <summary>A function that captures nothing, as it was written.</summary>
    /// <param name="Form">How the call runs the delegate.</param>
    /// <param name="Registrations">The registrations that went along.</param>
    /// <param name="Function">What it was written as.</param>
    private sealed record Constant(Type Form, Registration[]? Registrations, HubFunction Function);

    /// <summary>A function as it was written.</summary>
    /// <param name="Source">The user's delegate. Weakly: it holds its whole scope, which is not ours to keep.</param>
    /// <param name="Form">How the call runs the delegate.</param>
    /// <param name="Registrations">The registrations that went along.</param>
    /// <param name="Values">What it had captured; null when that was not looked at, or is more than values and text.</param>
    /// <param name="Function">What it was written as.</param>
    private sealed record Seen(WeakReference<Delegate> Source, Type Form, Registration[]? Registrations, CapturedValues? Values, HubFunction Function)
    {
        public bool IsOf<T, R>(Call<T, R> call) => call.Function.GetType() == Form && ReferenceEquals(Registrations, Pathos.Serialization.Registrations.All) && Source.TryGetTarget(out Delegate? source) && source.Equals(call.Source);

        public bool HoldsTheSame(Delegate source) => Values is not null && Values.Match(source.Target!);
    }
}
