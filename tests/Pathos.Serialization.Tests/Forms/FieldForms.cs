using System.Net.Http;

#if UNOPTIMIZED
namespace Pathos.Serialization.Tests.Unoptimized;
#else
namespace Pathos.Serialization.Tests.Optimized;
#endif

/// <summary>Forms that use fields. The client beside them cannot travel, so each shows that it stayed behind.</summary>
internal sealed class FieldForms
{
    private static readonly Lock s_gate = new();

    private readonly HttpClient _client = new();
    private readonly int[] _items = [1, 2, 3];
    private readonly FieldForms? _none = Environment.ProcessId < 0 ? new() : null;
    private readonly Lock? _noLock = Environment.ProcessId < 0 ? new() : null;
    private int _n = 4;
    private int _m = 5;
    private volatile int _volatile = 6;
    private string? _text;
    private (int Left, int Right) _pair = (7, 8);
    private Point _point = new(1, 2);
    private int? _maybe;
    private event EventHandler? Raised;

    public static IEnumerable<Form> All()
    {
        static Form Of(string name, string expected, Func<FieldForms, Func<object?>> make) => new(name, expected, () => make(new FieldForms()));
        yield return Of("write", "10", static o => o.Write());
        yield return Of("write alone", "ok", static o => o.WriteOnly());
        yield return Of("chained write", "9 9", static o => o.ChainedWrite());
        yield return Of("compound assignment", "9", static o => o.Compound());
        yield return Of("compound assignment beside a local", "14", static o => o.CompoundWithLocal(10));
        yield return Of("compound assignment of an element", "1,12,3", static o => o.CompoundElement());
        yield return Of("increments", "4 6 5", static o => o.Increments());
        yield return Of("assignment if null", "made made", static o => o.Coalesce());
        yield return Of("assignment of a nullable if null", "3", static o => o.CoalesceNullable());
        yield return Of("volatile read", "6", static o => o.VolatileRead());
        yield return Of("volatile write", "7", static o => o.VolatileWrite());
        yield return Of("by ref, in and out", "5 4 42", static o => o.ByReference());
        yield return Of("ref local", "9", static o => o.RefLocal());
        yield return Of("interlocked", "5", static o => o.Interlock());
        yield return Of("deconstruct a field", "7 8", static o => o.DeconstructField());
        yield return Of("deconstruct into fields", "1 2", static o => o.DeconstructInto());
        yield return Of("swap", "5 4", static o => o.Swap());
        yield return Of("part of a struct field", "20 2", static o => o.PartOfStruct());
        yield return Of("with, of a struct field", "1 30", static o => o.With());
        yield return Of("raise an event without subscribers", "none", static o => o.Raise());
        yield return Of("subscribe and raise", "11", static o => o.Subscribe());
        yield return Of("nameof", "_client", static o => o.Name());
        yield return Of("null-conditional", "null", static o => o.NullConditional());
        yield return Of("comparison of this with null", "4", static o => o.CompareWithNull());
        yield return Of("type of this", "FieldForms", static o => o.TypeOfThis());
        yield return Of("conditional", "4", static o => o.Conditional(true));
        yield return Of("switch over a field", "four", static o => o.Switch());
        yield return Of("loop", "6", static o => o.Loop());
        yield return Of("try, catch with a filter, finally", "caught 4 done", static o => o.Exceptions());
        yield return Of("lock over a field that is null", "4", static o => o.Locks());
        yield return Of("lambda in a lambda that writes", "9", static o => o.Nested());
        yield return Of("copy of this in a variable", "9", static o => o.Copy());
        yield return Of("task that writes", "9", static o => o.AsyncWrite());
        yield return Of("task that adds what it awaits", "9", static o => o.AsyncCompound());
        yield return Of("iterator of a local function", "4,9", static o => o.Iterator());
        yield return Of("generic local function", "4 text", static o => o.GenericLocal());
        yield return Of("field of a primary constructor's parameter", "3", static _ => new Primary(3, new HttpClient()).Read());
        yield return Of("write of a primary constructor's parameter", "4", static _ => new Primary(3, new HttpClient()).Write());
        yield return Of("lambda in a field's initialiser", "9", static _ => new Primary(3, new HttpClient()).Initialised);
        yield return Of("nested lambda in a field's initialiser", "27", static _ => new Primary(3, new HttpClient()).NestedInitialised);
        yield return Of("field of a generic class", "x", static _ => new Generic<string>("x").Read());
        yield return Of("field of a base class, written", "2", static _ => new Heir().WriteInherited());
        yield return Of("method of a base class, from the heir and from the base", "3", static _ => new Heir().CallInherited());
    }

    public TimeSpan Timeout => _client.Timeout;

    private Func<object?> Write() => () => { _n = 10; return _n; };

    private Func<object?> WriteOnly() => () => { _n = 10; return "ok"; };

    private Func<object?> ChainedWrite() => () => { _n = _m = 9; return $"{_n} {_m}"; };

    private Func<object?> Compound() => () => { _n += _m; return _n; };

    private Func<object?> CompoundWithLocal(int local) => () => { _n += local; return _n; };

    private Func<object?> CompoundElement() => () => { _items[1] += 10; return string.Join(',', _items); };

    private Func<object?> Increments() => () => $"{_n++} {++_m} {_n}";

    private Func<object?> Coalesce() => () => $"{_text ??= "made"} {_text}";

    private Func<object?> CoalesceNullable() => () => _maybe ??= 3;

    private Func<object?> VolatileRead() => () => _volatile;

    private Func<object?> VolatileWrite() => () => { _volatile = _volatile + 1; return _volatile; };

    private Func<object?> ByReference() => () =>
    {
        static void Increase(ref int value) => value++;
        static int Same(in int value) => value;
        static void Make(out int value) => value = 42;
        int before = Same(in _n);
        Increase(ref _n);
        Make(out _m);
        return $"{_n} {before} {_m}";
    };

    private Func<object?> RefLocal() => () =>
    {
        ref int place = ref _n;
        place += 5;
        return _n;
    };

    private Func<object?> Interlock() => () => Interlocked.Increment(ref _n);

    private Func<object?> DeconstructField() => () =>
    {
        (int left, int right) = _pair;
        return $"{left} {right}";
    };

    private Func<object?> DeconstructInto() => () =>
    {
        (_n, _m) = _point;
        return $"{_n} {_m}";
    };

    private Func<object?> Swap() => () =>
    {
        (_n, _m) = (_m, _n);
        return $"{_n} {_m}";
    };

    private Func<object?> PartOfStruct() => () =>
    {
        _point.X = 20;
        return $"{_point.X} {_point.Y}";
    };

    private Func<object?> With() => () =>
    {
        Point moved = _point with { Y = 30 };
        return $"{moved.X} {moved.Y}";
    };

#pragma warning disable MA0091 // A handler that is told the sender may read all of it: then all of it travels.
    private Func<object?> Raise() => () =>
    {
        Raised?.Invoke(null, EventArgs.Empty);
        return Raised is null ? "none" : "some";
    };

    private Func<object?> Subscribe() => () =>
    {
        int seen = 0;
        Raised += (_, _) => seen += 11;
        Raised(null, EventArgs.Empty);
        return seen;
    };
#pragma warning restore MA0091

    private Func<object?> Name() => () => nameof(_client);

    private Func<object?> NullConditional() => () => _none?._text?.Length.ToString() ?? "null";

    private Func<object?> CompareWithNull() => () => this is not null && this != _none ? _n : 0;

    private Func<object?> TypeOfThis() => () => GetType().Name;

    private Func<object?> Conditional(bool first) => () => first ? _n : _m;

    private Func<object?> Switch() => () => _n switch
    {
        4 when _m > 0 => "four",
        > 4 => "more",
        _ => "less",
    };

    private Func<object?> Loop() => () =>
    {
        _n = 0;
        foreach (int item in _items)
        {
            if (item > 0)
            {
                _n += item;
            }
        }

        return _n;
    };

    private Func<object?> Exceptions() => () =>
    {
        try
        {
            throw new InvalidOperationException("caught");
        }
        catch (InvalidOperationException e) when (_n == 4)
        {
            _text = $"{e.Message} {_n}";
        }
        finally
        {
            _text += " done";
        }

        return _text;
    };

    private Func<object?> Locks() => () =>
    {
        lock (s_gate)
        {
            return _noLock is null ? _n : 0;
        }
    };

    private Func<object?> Nested() => () =>
    {
        Action inner = () => _n += 5;
        inner();
        return _n;
    };

    private Func<object?> Copy() => () =>
    {
        FieldForms copy = this;
        copy._n = 9;
        return copy._n;
    };

    private Func<object?> AsyncWrite() => () => ((Func<Task<int>>)(async () =>
    {
        await Task.Yield();
        _n = 9;
        return _n;
    }))().GetAwaiter().GetResult();

    private Func<object?> AsyncCompound() => () => ((Func<Task<int>>)(async () => _n += await Task.FromResult(5)))().GetAwaiter().GetResult();

    private Func<object?> Iterator() => () =>
    {
        return string.Join(',', Two());

        IEnumerable<int> Two()
        {
            yield return _n;
            _n += 5;
            yield return _n;
        }
    };

    private Func<object?> GenericLocal() => () =>
    {
        return Show("text");

        string Show<T>(T value) => $"{_n} {value}";
    };

    private record struct Point(int X, int Y);

    private sealed class Primary(int number, HttpClient client)
    {
        public readonly Func<object?> Initialised = () => number * number;

        public readonly Func<object?> NestedInitialised = () => new Func<int, int>(x => x * number)(number * number);

        public TimeSpan Timeout => client.Timeout;

        public Func<object?> Read() => () => number;

#pragma warning disable MA0143 // That the parameter is written is the form.
        public Func<object?> Write() => () => ++number;
#pragma warning restore MA0143
    }

    private sealed class Generic<T>(T value)
    {
        private readonly HttpClient _client = new();
        private T _value = value;

        public TimeSpan Timeout => _client.Timeout;

        public Func<object?> Read() => () => { _value = Same(_value); return _value; };

        private T Same<TOther>(TOther other) => other is T same ? same : _value;
    }

    private class Inherited
    {
        protected int BaseNumber = 1;

        protected Func<int> BaseLambda() => () => Add(1);

        protected int Add(int x) => BaseNumber += x;

        private readonly HttpClient _client = new();

        public TimeSpan Timeout => _client.Timeout;
    }

    private sealed class Heir : Inherited
    {
        public Func<object?> CallInherited() => () => { Add(1); return BaseLambda()(); };

        public Func<object?> WriteInherited() => () => { BaseNumber++; return base.BaseNumber; };
    }
}
