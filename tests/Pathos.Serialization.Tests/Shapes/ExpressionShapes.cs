using System.Linq.Expressions;

namespace Pathos.Serialization.Tests;

/// <summary>Expression trees: sent as trees, compiled over there.</summary>
internal static class ExpressionShapes
{
    private static Shape Of<T>(string name, string expected, Func<Expression<T>> make, Func<T, object?> use)
        where T : Delegate => new(name, expected, () =>
    {
        Expression<T> tree = make();
        return new Func<object?>(() => use(tree.Compile()));
    });

    public static IEnumerable<Shape> All()
    {
        yield return Of<Func<int, int>>("expression of one parameter", "9", () => x => x * x, static f => f(3));
        yield return Of<Func<int, int, bool>>("expression of two parameters", "True", () => (a, b) => a < b, static f => f(1, 2));
        yield return Of<Func<string, int>>("expression that reads a property", "3", () => s => s.Length, static f => f("abc"));
        yield return Of<Func<string, string>>("expression that calls a method", "AB", () => s => s.Trim().ToUpperInvariant(), static f => f(" ab "));
        yield return Of<Func<int, int>>("expression over a captured variable", "13", () => { int k = 10; return x => x + k; }, static f => f(3));
        yield return Of<Func<int[], int>>("expression with a nested lambda", "4", () => xs => xs.Where(x => x > 1).Count(), static f => f([1, 2, 3, 4, 5]));
        yield return Of<Func<int, Pair>>("expression that makes an object", "1 2", () => x => new Pair { A = x, B = x + 1 }, static f => $"{f(1).A} {f(1).B}");
        yield return Of<Func<object, string>>("conditional and conversion", "text", () => o => o is string ? (string)o : "no", static f => f("text"));
        yield return new Shape("delegate and expression share a scope", "1,2", () =>
        {
            int a = 1;
            int b = 2;
            Expression<Func<int>> tree = () => b;
            return new Func<object?>(() => $"{a},{tree.Compile()()}");
        });
        yield return Of<Func<int, int>>("built by hand, with a block", "6", () =>
        {
            ParameterExpression x = Expression.Parameter(typeof(int), "x");
            ParameterExpression y = Expression.Variable(typeof(int), "y");
            return Expression.Lambda<Func<int, int>>(Expression.Block([y], Expression.Assign(y, Expression.Add(x, x)), Expression.Add(y, x)), x);
        }, static f => f(2));
    }

    private sealed class Pair
    {
        public int A { get; set; }

        public int B { get; set; }
    }
}
