using Xunit;

namespace Pathos;

public abstract partial class ProcessPoolContract
{
    private const int Enough = 1 << 20;

    [Fact]
    public async Task Data_ResultIsADelegate_IsRefusedWithTheCure()
    {
        Pool pool = Open(workers: 1);
        int addend = 3;

        NotShippableException error = await Assert.ThrowsAsync<NotShippableException>(() => Background(() => pool.PipeAsync<Func<int, int>>(() => x => x + addend)));

        Assert.Equal("result", error.Path);
        Assert.Contains(nameof(ProcessPoolOptions.ResultsMayHoldCode), error.Message, StringComparison.Ordinal);
        await AssertWorks(pool);
    }

    [Fact]
    public async Task Data_ResultHasAComparerOfTheProgram_IsRefusedWithItsPath()
    {
        Pool pool = Open(workers: 1);

        NotShippableException error = await Assert.ThrowsAsync<NotShippableException>(
            () => Background(() => pool.PipeAsync(() => new Shelf(new HashSet<string>(new ByLength()) { "a" }))));

        Assert.Equal("result.Books.Comparer", error.Path);
        await AssertWorks(pool);
    }

    [Fact]
    public async Task Data_ResultIsALazySequence_ArrivesAsAnArray()
    {
        Pool pool = Open(workers: 1);

        IEnumerable<int> filtered = await Background(() => pool.PipeAsync(() => Enumerable.Range(0, 9).Where(static x => x % 2 == 1)));
        IEnumerable<string> iterated = await Background(() => pool.PipeAsync(() => Spell(3)));
        List<Outcome<Shelves>> nested = await pool.MapOutcomes(static x => new Shelves(Spell(x), x), [1, 2]).Collected();

        Assert.Equal([1, 3, 5, 7], Assert.IsType<int[]>(filtered));
        Assert.Equal(["0", "1", "2"], Assert.IsType<string[]>(iterated));
        Assert.Equal([["0"], ["0", "1"]], nested.OrderBy(static o => o.Index).Select(static o => o.Value.Names));
    }

    [Fact]
    public async Task Data_LazySequenceWithoutEnd_IsRefusedWithTheCure()
    {
        Pool pool = Open(workers: 1);

        List<Outcome<IEnumerable<long>>> outcomes = await pool.MapOutcomes(static x => Count(x), [1], new MapOptions { MaxBufferedBytes = Enough }).Collected();

        NotShippableException error = Assert.IsType<NotShippableException>(Assert.Single(outcomes).Error);
        Assert.Contains(nameof(MapOptions.MaxBufferedBytes), error.Message, StringComparison.Ordinal);
        await AssertWorks(pool);
    }

    [Fact]
    public async Task Data_LazySequenceWhereNoArrayFits_IsRefusedWithTheCure()
    {
        Pool pool = Open(workers: 1);

        NotShippableException sorted = await Assert.ThrowsAsync<NotShippableException>(
            () => Background(() => pool.PipeAsync(static () => Enumerable.Range(0, 3).OrderBy(static x => -x))));
        NotShippableException enumerator = await Assert.ThrowsAsync<NotShippableException>(
            () => Background(() => pool.PipeAsync(static () => Spell(3).GetEnumerator())));
        NotShippableException field = await Assert.ThrowsAsync<NotShippableException>(
            () => Background(() => pool.PipeAsync(static () => new Cursor(Spell(3).GetEnumerator()))));

        Assert.All([sorted, enumerator, field], static error => Assert.Contains("IEnumerable", error.Message, StringComparison.Ordinal));
        await AssertWorks(pool);
    }

    [Fact]
    public async Task Data_KeysOfADeclaredType_ArriveAndAreFound()
    {
        Pool pool = Open(workers: 1);

        Dictionary<Coordinate, int> map = await Background(() => pool.PipeAsync(static () => new Dictionary<Coordinate, int> { [new(1, 2)] = 3 }));

        Assert.Equal(3, map[new(1, 2)]);
    }

    [Fact]
    public async Task Data_KeysThatNobodyDeclared_AreRefusedWithTheCure()
    {
        Pool pool = Open(workers: 1);

        NotShippableException error = await Assert.ThrowsAsync<NotShippableException>(
            () => Background(() => pool.PipeAsync<object>(static () => new Dictionary<Coordinate, int> { [new(1, 2)] = 3 })));

        Assert.Contains("Declare the result", error.Message, StringComparison.Ordinal);
        await AssertWorks(pool);
    }

    private static IEnumerable<string> Spell(int count)
    {
        for (int i = 0; i < count; i++)
        {
            yield return i.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
    }

    private static IEnumerable<long> Count(long from)
    {
        for (long at = from; ; at++)
        {
            yield return at;
        }
    }

    private sealed record Shelf(HashSet<string> Books);

    private sealed record Shelves(IEnumerable<string> Names, int Count);

    private sealed record Cursor(IEnumerator<string> Names);

    private sealed record Coordinate(int X, int Y);

    private sealed class ByLength : IEqualityComparer<string>
    {
        public bool Equals(string? x, string? y) => x?.Length == y?.Length;

        public int GetHashCode(string obj) => obj.Length;
    }
}
