using System.Linq.Expressions;
using Xunit;

namespace Pathos;

public sealed class CallFreeCodeTests
{
    private static readonly Func<int, int> s_stored = static x => x + 1;

    public static TheoryData<string, Delegate> Free
    {
        get
        {
            int k = 3;
            int[] table = [1, 2, 3];
            var list = new List<int> { 1, 2, 3 };
            return new TheoryData<string, Delegate>
            {
                { "arithmetic", (int x) => (x * x) + k },
                { "array", (int x) => table[x % table.Length] },
                { "list", (int x) => list[x % 3] },
                { "math", (double x) => Math.Sqrt(x) + Math.Max(x, 1) },
                { "own leaf", (int x) => Twice(x) },
                { "throws", (int x) => x > 0 ? x : throw new ArgumentException("no") },
                { "text", (string x) => x.Length + x[0] },
                { "pair", (int x) => new ValueTuple<int, int>(x, k) },
            };
        }
    }

    public static TheoryData<string, Delegate> Calling
    {
        get
        {
            Func<int, int> captured = static x => x;
            Expression<Func<int, int>> expression = static x => x;
            var both = (Func<int, int>)Delegate.Combine(captured, captured)!;
            return new TheoryData<string, Delegate>
            {
                { "delegate", (int x) => captured(x) },
                { "work", (int x) => { Task.Run(static () => { }); return x; } },
                { "context", (int _) => TaskContext.Current.Index },
                { "culture", (double x) => x.ToString() },
                { "interface", (IComparable x) => x.CompareTo(1) },
                { "virtual", (object x) => x.GetHashCode() },
                { "static field of a type with an initializer", (int _) => Eager.Value },
                { "static method of a type with an initializer", Eager.Get },
                { "deep", (int x) => Deep1(x) },
                { "compiled at run time", expression.Compile() },
                { "several", both },
                { "lock", (object x) => { lock (x) { return 1; } } },
                { "static virtual", (Func<int, int>)Generic<Own> },
            };
        }
    }

    [Theory]
    [MemberData(nameof(Free))]
    public void Contains_CodeThatCallsNothing_IsFound(string what, Delegate function) => Assert.True(CallFreeCode.Contains(function), what);

    [Theory]
    [MemberData(nameof(Calling))]
    public void Contains_CodeThatMayStartWork_IsNot(string what, Delegate function) => Assert.False(CallFreeCode.Contains(function), what);

    [Fact]
    public void Contains_StoredLambda_IsFoundAgain()
    {
        Assert.True(CallFreeCode.Contains(s_stored));
        Assert.True(CallFreeCode.Contains(s_stored));
    }

    private static int Twice(int x) => x + x;

    private static int Deep1(int x) => Deep2(x) + 1;

    private static int Deep2(int x) => Deep3(x) + 1;

    private static int Deep3(int x) => Twice(x) + 1;

    private static int Generic<T>(int x)
        where T : IStatic => T.Get(x);

    private interface IStatic
    {
        static virtual int Get(int x) => x;
    }

    private sealed class Own : IStatic
    {
        public static int Get(int x) => new Random(x).Next();
    }

    private static class Eager
    {
        public static readonly int Value;

        static Eager() => Value = Environment.ProcessId;

        public static int Get(int x) => x;
    }
}
