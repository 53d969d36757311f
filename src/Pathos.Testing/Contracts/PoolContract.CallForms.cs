using Xunit;

namespace Pathos;

public abstract partial class PoolContract
{
    [Fact]
    public async Task Map_MethodGroup_IsCalled()
    {
        Pool pool = Open();

        AssertItems([2, 4], await Blocking(() => pool.Map(Twice, [1, 2])));
        AssertItems([2, 4], await Background(() => pool.MapAsync(TwiceAsync, [1, 2])));
    }

    [Fact]
    public async Task Map_InstanceMethod_TakesItsObjectAlong()
    {
        Pool pool = Open();
        var scale = new Scale(3);

        AssertItems([3, 6], await Blocking(() => pool.Map(scale.Apply, [1, 2])));
    }

    [Fact]
    public async Task Map_LocalFunctions_WithAndWithoutCaptures()
    {
        Pool pool = Open();
        int offset = 5;

        AssertItems([6, 7], await Blocking(() => pool.Map(Shifted, [1, 2])));
        AssertItems([-1, -2], await Blocking(() => pool.Map(Negated, [1, 2])));

        int Shifted(int x) => x + offset;
        static int Negated(int x) => -x;
    }

    [Fact]
    public async Task Map_GenericFunction_KeepsItsTypeArguments()
    {
        Pool pool = Open();

        AssertItems([new Pair<string, int>("a", 1), new Pair<string, int>("b", 1)], await Blocking(() => PairUp(pool, ["a", "b"], 1)));
        AssertItems(["Int32", "Int32"], await Blocking(() => pool.Map(NameOf<int>, [1, 2])));
    }

    [Fact]
    public async Task Map_CapturesOfManyKinds_AreThere()
    {
        Pool pool = Open();
        int number = 2;
        string text = "t";
        int[] array = [4, 5];
        var list = new List<string> { "l" };
        var dictionary = new Dictionary<string, int>(StringComparer.Ordinal) { ["k"] = 6 };
        (int Left, string Right) tuple = (7, "r");
        var record = new Pair<int, string>(8, "s");
        Func<int, int> inner = x => x + number;

        string[] results = await Blocking(() => pool.Map(
            x => $"{x} {number} {text} {array[1]} {list[0]} {dictionary["k"]} {tuple.Left}{tuple.Right} {record.Left}{record.Right} {inner(x)}", [1]));

        AssertItems(["1 2 t 5 l 6 7r 8s 3"], results);
    }

    [Fact]
    public async Task Map_TupleLambda_StandsForStarMap()
    {
        Pool pool = Open();

        AssertItems([3, 7], await Blocking(() => pool.Map(t => t.X + t.Y, new[] { (X: 1, Y: 2), (X: 3, Y: 4) })));
    }

    [Fact]
    public async Task Map_AsyncLambdaWithoutResult_IsRefused()
    {
        Pool pool = Open();

        await Assert.ThrowsAsync<ArgumentException>(() => Blocking(() => pool.Map(async x => await Task.Yield(), [1])));
    }

    [Fact]
    public async Task RunOnAllAsync_EveryKindOfFunction_IsAwaited()
    {
        Pool pool = Open();
        int k = 7;

        Assert.All(await Background(() => pool.RunOnAllAsync(() => k)), result => Assert.Equal(7, result));
        Assert.All(await Background(() => pool.RunOnAllAsync(() => new ValueTask<int>(k))), result => Assert.Equal(7, result));
        int[] awaited = await Background(() => pool.RunOnAllAsync(async () =>
        {
            await Task.Yield();
            return k;
        }));
        Assert.All(awaited, result => Assert.Equal(7, result));
    }

    private static int Twice(int x) => 2 * x;

    private static async Task<int> TwiceAsync(int x)
    {
        await Task.Yield();
        return 2 * x;
    }

    private static string NameOf<T>(T value) => typeof(T).Name;

    private static Pair<T, U>[] PairUp<T, U>(Pool pool, T[] items, U right) => pool.Map(item => new Pair<T, U>(item, right), items);

    private sealed record Pair<T, U>(T Left, U Right);

    private sealed class Scale(int factor)
    {
        public int Apply(int x) => x * factor;
    }
}
