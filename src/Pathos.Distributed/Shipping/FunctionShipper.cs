using System.Runtime.CompilerServices;
using Pathos.Serialization;

namespace Pathos.Distributed;

/// <summary>Turns functions into bytes, and knows equal bytes again: what a worker has already is not sent to it twice.</summary>
/// <remarks>
/// What is remembered is hashes. The content belongs to the call that brings it: each call writes its function anew, so it is there as long
/// as a worker may need it.
/// Large arrays are not even copied where that can be helped: they are hashed where they lie, and sent from there.
/// </remarks>
/// <param name="context">How values travel.</param>
/// <param name="broadcasts">Notes the broadcasts that a function captured.</param>
/// <param name="isHeldByAll">Tells whether every worker has a function.</param>
internal sealed class FunctionShipper(CodeContext context, BroadcastReducer broadcasts, Func<HubFunction, bool> isHeldByAll)
{
    // Functions remembered by hash. Beyond that the oldest half is forgotten; a function that comes again is then sent again.
    private const int Remembered = 1024;

    // What is kept as bytes beyond its call is smaller than this.
    private const int MostKept = 256 << 10;

    // From this size on arrays are not copied before they are hashed.
    private const long LargeArrays = 1 << 20;

    private readonly Lock _gate = new();
    private readonly Dictionary<PayloadHash, HubFunction> _byContent = [];
    private readonly Queue<PayloadHash> _order = new();

    // The function of the last call: loops call one function many times, and comparing bytes costs less than hashing them.
    private ShippedFunction? _last;

    // The last function that captured something. From its second call on it is looked at before it is written: where it holds what it
    // held, it need not be.
    private Seen? _seen;

    // The thread that freezes takes it and puts it back; a second one at the same time makes its own. A writer that threw on the way is
    // not put back.
    private PayloadWriter? _idleWriter;

    // Functions that captured nothing are the same bytes every time: the delegate itself says so, and the compiler keeps one for each
    // lambda.
    private readonly ConditionalWeakTable<Delegate, Constant> _constant = [];

    /// <exception cref="NotShippableException">The function, or something that it captured, cannot travel.</exception>
    public ShippedFunction Ship<T, R>(Call<T, R> call)
    {
        if (call.BackendState is ShippedFunction shipped)
        {
            return shipped;
        }

        Seen? seen = Volatile.Read(ref _seen);
        bool comesAgain = seen is not null && seen.IsOf(call);
        ShippedFunction function = comesAgain && seen!.FunctionOf(call.Source) is { } same ? same
            : CapturesNothing(call.Source) ? ShipConstant(call)
            : FreezeClosure(call, comesAgain);
        call.BackendState = function;
        return function;
    }

    /// <summary>Writes the function once for each delegate. A delegate that variance lets run in another form is another function, and
    /// rare: it is written each time.</summary>
    private ShippedFunction ShipConstant<T, R>(Call<T, R> call)
    {
        Type form = call.Function.GetType();
        Constant known = _constant.GetValue(
            call.Source, _ => new Constant(form, Registrations.All, Freeze(call.Function, call.HoldsCaller)));
        return known.Form == form && ReferenceEquals(known.Registrations, Registrations.All)
            ? known.Function
            : Freeze(call.Function, call.HoldsCaller);
    }

    private ShippedFunction FreezeClosure<T, R>(Call<T, R> call, bool comesAgain)
    {
        // The copy first: a variable that changes meanwhile is then found changed by the next call.
        CapturedValues? values = comesAgain ? CapturedValues.TryCopy(call.Source) : null;
        Registration[]? registrations = Registrations.All;
        ShippedFunction function = Freeze(call.Function, call.HoldsCaller);
        if (MayBeUnloaded(call))
        {
            return function;
        }

        bool isKept = values is not null && IsSmall(function.Payload);
        var source = new WeakReference<Delegate>(call.Source);
        Volatile.Write(
            ref _seen, new Seen(source, call.Function.GetType(), registrations, isKept ? values : null, isKept ? function : null));
        return function;
    }

    /// <summary>Nothing may keep what belongs to a load context that can go: it would stay.</summary>
    private static bool MayBeUnloaded<T, R>(Call<T, R> call) =>
        call.Function.GetType().IsCollectible || call.Source.GetType().IsCollectible || call.Source.Target?.GetType().IsCollectible == true;

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

    /// <summary>Of a multicast delegate, each part must capture nothing: its own <see cref="Delegate.Target"/> is that of the last
    /// part.</summary>
    private static bool CapturesNothing(Delegate function) =>
        function.HasSingleTarget ? IsWithoutCaptures(function) : Array.TrueForAll(function.GetInvocationList(), IsWithoutCaptures);

    private static bool IsWithoutCaptures(Delegate function) =>
        function.Target is not { } target
            || (target.GetType().IsDefined(typeof(CompilerGeneratedAttribute), inherit: false) && FieldsOf(target) == 0);

    /// <summary>The lambdas that capture nothing are methods of an object without fields that the compiler makes once.</summary>
    private static int FieldsOf(object target) =>
        target.GetType().GetFields(System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.NonPublic).Length;

    /// <param name="function">The function.</param>
    /// <param name="holdsCaller">Whether its caller waits until no worker needs its arrays any more.</param>
    private ShippedFunction Freeze(TaskFunction function, bool holdsCaller)
    {
        // Broadcasts met on the way are noted by their reducer, on this thread, for this function.
        using BroadcastReducer.Collection values = broadcasts.Collect();
        _ = CallbackTable.TakeWritten();
        Payload payload = Write(function);
        IReadOnlyList<int> callbacks = CallbackTable.TakeWritten();
        if (Volatile.Read(ref _last) is { } last && payload.Blocks.Length == 0 && payload.Bytes.Span.SequenceEqual(last.Payload.Bytes.Span))
        {
            return last;
        }

        long arrays = payload.TotalBytes - payload.Bytes.Length;
        if (arrays < LargeArrays)
        {
            payload = Snapshot.Of(payload);
        }

        HubFunction known = Recognise(payload, callbacks, values.Found);
        if (arrays >= LargeArrays && !holdsCaller && !isHeldByAll(known))
        {
            // The caller may change its arrays as soon as it has its task.
            payload = Snapshot.Of(payload);
        }

        var shipped = new ShippedFunction(known, payload, values.Found, MayChange: arrays >= LargeArrays);
        Volatile.Write(ref _last, IsSmall(payload) && values.Found.Count == 0 ? shipped : null);
        return shipped;
    }

    /// <summary>Finds the function with this content, or notes a new one.</summary>
    private HubFunction Recognise(Payload payload, IReadOnlyList<int> callbacks, IReadOnlyList<HubValue> values)
    {
        PayloadHash hash = PayloadHash.Of(payload);
        lock (_gate)
        {
            if (_byContent.TryGetValue(hash, out HubFunction? known))
            {
                return known;
            }

            callbacks = [.. callbacks, .. values.SelectMany(static value => value.Callbacks)];
            var added = new HubFunction(hash, payload.TotalBytes, callbacks, [.. values.Select(static value => value.Hash)]);
            _byContent.Add(hash, added);
            _order.Enqueue(hash);
            if (_order.Count > Remembered)
            {
                for (int i = 0; i < Remembered / 2; i++)
                {
                    _byContent.Remove(_order.Dequeue());
                }
            }

            return added;
        }
    }

    private static bool IsSmall(Payload payload) => payload.Blocks.Length == 0 && payload.Bytes.Length <= MostKept;

    /// <summary>A function that captures nothing, as it was written.</summary>
    /// <param name="Form">How the call runs the delegate.</param>
    /// <param name="Registrations">The registrations that went along.</param>
    /// <param name="Function">What it was written as.</param>
    private sealed record Constant(Type Form, Registration[]? Registrations, ShippedFunction Function);

    /// <summary>A function as it was written.</summary>
    /// <param name="Source">The user's delegate. Weakly: it holds its whole scope, which is not ours to keep.</param>
    /// <param name="Form">How the call runs the delegate.</param>
    /// <param name="Registrations">The registrations that went along.</param>
    /// <param name="Values">What it had captured; null when that was not looked at, is large, or is more than values and text.</param>
    /// <param name="Function">What it was written as, if the values are known.</param>
    private sealed record Seen(
        WeakReference<Delegate> Source, Type Form, Registration[]? Registrations, CapturedValues? Values, ShippedFunction? Function)
    {
        public bool IsOf<T, R>(Call<T, R> call) =>
            call.Function.GetType() == Form
                && ReferenceEquals(Registrations, Pathos.Serialization.Registrations.All)
                && Source.TryGetTarget(out Delegate? source)
                && source.Equals(call.Source);

        /// <summary>What it was written as, if it holds the same now.</summary>
        public ShippedFunction? FunctionOf(Delegate source) => Values is not null && Values.Match(source.Target!) ? Function : null;
    }
}
