using System.Linq.Expressions;
using System.Net.Http;

#if UNOPTIMIZED
namespace Pathos.Serialization.Tests.Unoptimized;
#else
namespace Pathos.Serialization.Tests.Optimized;
#endif

/// <summary>Expression trees beside something that cannot travel.</summary>
internal sealed class TreeForms
{
    private readonly HttpClient _client = new();
    private readonly int _n = 4;

    public static IEnumerable<Form> All()
    {
        static Form Of(string name, string expected, Func<TreeForms, Expression<Func<int>>> make) => new(name, expected, () => Compile(make(new TreeForms())));
        yield return Of("tree over a captured variable", "5", static o => o.Variable());
        yield return Of("tree over a field", "4", static o => o.Field());
        yield return Of("tree over a field and a variable", "9", static o => o.FieldAndVariable(5));
        yield return Of("tree over a property", "4", static o => o.Property());
        yield return Of("tree that calls a method", "7", static o => o.Method());
        yield return Of("tree that calls a method beside a variable", "12", static o => o.MethodAndVariable(5));
        yield return Of("tree with a lambda inside", "5", static o => o.Nested());
        yield return new Form("two trees and a lambda of one scope", "1 2 3", TwoTrees);
    }

    public TimeSpan Timeout => _client.Timeout;

    public int Number => _n;

    private int Sum(int x) => _n + x;

    private static Func<object?> Compile(Expression<Func<int>> tree) => () => tree.Compile()();

    private static Func<object?> TwoTrees()
    {
        HttpClient client = new();
        int a = 1;
        int b = 2;
        int c = 3;
        Func<TimeSpan> other = () => client.Timeout;
        GC.KeepAlive(other);
        Expression<Func<int>> first = () => a;
        Expression<Func<int>> second = () => b;
        Func<int> third = () => c;
        return Run(first, second, third);
    }

    private static Func<object?> Run(Expression<Func<int>> first, Expression<Func<int>> second, Func<int> third) =>
        () => $"{first.Compile()()} {second.Compile()()} {third()}";

    private Expression<Func<int>> Variable()
    {
        HttpClient client = new();
        int k = 5;
        Func<TimeSpan> other = () => client.Timeout + Timeout;
        GC.KeepAlive(other);
        return () => k;
    }

    private Expression<Func<int>> Field() => () => _n;

    private Expression<Func<int>> FieldAndVariable(int k) => () => _n + k;

    private Expression<Func<int>> Property() => () => Number;

    private Expression<Func<int>> Method() => () => Sum(3);

    private Expression<Func<int>> MethodAndVariable(int k) => () => Sum(3) + k;

    private Expression<Func<int>> Nested() => () => new[] { 1, 5, 9 }.Where(x => x > _n).Min() * 10 + _n - 5 > 0 ? 5 : 4;
}
