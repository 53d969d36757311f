using System.Net.Http;

#if UNOPTIMIZED
namespace Pathos.Serialization.Tests.Unoptimized;
#else
namespace Pathos.Serialization.Tests.Optimized;
#endif

/// <summary>Forms that call members of the object. The client beside its fields cannot travel.</summary>
internal sealed class MemberForms : IEquatable<MemberForms>
{
    private readonly HttpClient _client = new();
    private int _n = 4;

    public static IEnumerable<Form> All()
    {
        static Form Of(string name, string expected, Func<MemberForms, Func<object?>> make) => new(name, expected, () => make(new MemberForms()));
        yield return Of("method with arguments", "7", static o => o.Arguments());
        yield return Of("method that calls others", "11", static o => o.Chain());
        yield return Of("recursive method", "10", static o => o.Recursion());
        yield return Of("generic method", "text 4", static o => o.GenericMethod());
        yield return Of("property that is set", "6", static o => o.Set());
        yield return Of("property that adds", "9", static o => o.Add());
        yield return Of("indexer", "6", static o => o.Indexer());
        yield return Of("deconstruct this", "4 5", static o => o.DeconstructThis());
        yield return Of("method group", "7", static o => o.MethodGroup());
        yield return Of("extension method", "8", static o => o.Extension());
        yield return Of("extension method as a group", "8", static o => o.ExtensionGroup());
        yield return Of("extension property", "12", static o => o.ExtensionProperty());
        yield return Of("static method", "4", static o => o.Static());
        yield return Of("local function", "9", static o => o.Local(5));
        yield return Of("static abstract call beside", "4 one", static o => o.StaticAbstract());
        yield return Of("override of a sealed class", "4", static o => o.Override());
        yield return Of("async method", "4", static o => o.AsyncMethod());
        yield return Of("iterator method", "4,5", static o => o.IteratorMethod());
        yield return Of("collection initialiser and range", "4,5", static o => o.Collections());
        yield return Of("interpolation of a field", "n is 0004", static o => o.Interpolation());
        yield return Of("query over fields", "5,6", static o => o.Query());
    }

    public int this[int index]
    {
        get => _n + index;
        set => _n = value - index;
    }

    public TimeSpan Timeout => _client.Timeout;

    public int Number
    {
        get => _n;
        set => _n = value;
    }

    public void Deconstruct(out int number, out int next) => (number, next) = (_n, _n + 1);

    public bool Equals(MemberForms? other) => other?._n == _n;

    public override bool Equals(object? obj) => Equals(obj as MemberForms);

    public override int GetHashCode() => _n;

    private int Sum(int x, int y) => _n + x + y;

    private int Twice(int x) => Sum(x, x) + Number - _n;

    private int CountDown(int x) => x == 0 ? 0 : x + CountDown(x - 1) + (_n - 4);

    private string Show<T>(T value) => $"{value} {_n}";

    private Func<object?> Arguments() => () => Sum(1, 2);

    private Func<object?> Chain() => () => Twice(2) + 3;

    private Func<object?> Recursion() => () => CountDown(4);

    private Func<object?> GenericMethod() => () => Show("text");

    private Func<object?> Set() => () => { Number = 6; return Number; };

    private Func<object?> Add() => () => { Number += 5; return Number; };

    private Func<object?> Indexer() => () => { this[1] += 1; return this[1]; };

    private Func<object?> DeconstructThis() => () =>
    {
        (int number, int next) = this;
        return $"{number} {next}";
    };

    private Func<object?> MethodGroup() => () =>
    {
        Func<int, int, int> sum = Sum;
        return sum(1, 2);
    };

    private Func<object?> Extension() => () => this.Doubled();

    private Func<object?> ExtensionGroup() => () =>
    {
        Func<int> doubled = this.Doubled;
        return doubled();
    };

    private Func<object?> ExtensionProperty() => () => this.Tripled;

    private Func<object?> Static() => () => NumberOf(this);

    private static int NumberOf(MemberForms forms) => forms._n;

    private Func<object?> Local(int local) => () =>
    {
        return Sum();

        int Sum() => _n + local;
    };

    private Func<object?> StaticAbstract() => () => $"{_n} {NameOf<One>()}";

    private static string NameOf<T>()
        where T : INamed => T.Name;

    private Func<object?> Override() => () => GetHashCode();

    private Func<object?> AsyncMethod() => () => LaterAsync().GetAwaiter().GetResult();

    private async Task<int> LaterAsync()
    {
        await Task.Yield();
        return _n;
    }

    private Func<object?> IteratorMethod() => () => string.Join(',', Two());

    private IEnumerable<int> Two()
    {
        yield return _n;
        yield return _n + 1;
    }

    private Func<object?> Collections() => () =>
    {
        List<int> list = [_n, Number + 1, .. new[] { 9 }];
        return string.Join(',', list[..2]);
    };

    private Func<object?> Interpolation() => () => $"n is {_n:0000}";

    private Func<object?> Query() => () => string.Join(',', from x in new[] { 1, 2 } select x + _n);

    private interface INamed
    {
        static abstract string Name { get; }
    }

    private sealed class One : INamed
    {
        public static string Name => "one";
    }
}

internal static class MemberFormExtensions
{
    public static int Doubled(this MemberForms forms) => 2 * forms.Number;

    extension(MemberForms forms)
    {
        public int Tripled => 3 * forms.Number;
    }
}
