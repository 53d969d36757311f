namespace Pathos.Journals.Tests;

/// <summary>What a journal makes of its file: whole, broken off, damaged, somebody else's.</summary>
public sealed class JournalFileTests : IAsyncLifetime
{
    private static readonly Func<int, int> s_square = static x => x * x;
    private readonly TestFolder _folder = new();
    private readonly Pool _pool = Pool.Serial();

    private string Path => System.IO.Path.Combine(_folder.Path, "journal");

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _pool.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public void Open_LastRecordTornAtAnyByte_DropsItAndKeepsTheRest()
    {
        Record(1, 2);
        int before = File.ReadAllBytes(Path).Length;
        Record(3);
        byte[] whole = File.ReadAllBytes(Path);
        for (int length = before; length < whole.Length; length++)
        {
            File.WriteAllBytes(Path, whole[..length]);

            using (Journal journal = Journal.Open(Path))
            {
                Assert.Equal((length, 2), (length, journal.Count));
                Assert.Equal([1, 4, 9], _pool.Map(s_square, [1, 2, 3], new MapOptions { Journal = journal }));
            }

            Assert.Equal(whole.Length, new FileInfo(Path).Length);
        }
    }

    [Fact]
    public void Open_LastRecordHasAWrongChecksum_IsDropped()
    {
        Record(1, 2);
        byte[] bytes = File.ReadAllBytes(Path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(Path, bytes);

        using Journal journal = Journal.Open(Path);

        Assert.Equal(1, journal.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(3_000_000)]
    public void Open_ZerosAtTheEnd_AreDropped(int zeros)
    {
        Record(1, 2);
        byte[] bytes = File.ReadAllBytes(Path);
        File.WriteAllBytes(Path, [.. bytes, .. new byte[zeros]]);

        using (Journal journal = Journal.Open(Path))
        {
            Assert.Equal(2, journal.Count);
        }

        Assert.Equal(bytes, File.ReadAllBytes(Path));
    }

    [Fact]
    public void Open_AnyByteInTheMiddleIsFlipped_IsRefusedAndLeftAsItIs()
    {
        Record(1, 2, 3);
        byte[] whole = File.ReadAllBytes(Path);
        int last = 8 + 8 + 29 + 4;
        for (int at = 8; at < whole.Length - (2 * last); at++)
        {
            byte[] damaged = [.. whole];
            damaged[at] ^= 0x10;
            File.WriteAllBytes(Path, damaged);

            // A length that became larger than the file looks like a record that breaks off, which no checksum can tell apart.
            Exception? error = Xunit.Record.Exception(() => Journal.Open(Path).Dispose());
            if (error is null)
            {
                Assert.InRange(new FileInfo(Path).Length, 8, whole.Length - 1);
            }
            else
            {
                Assert.Contains("damaged at byte", Assert.IsType<JournalException>(error).Message, StringComparison.Ordinal);
                Assert.Equal(damaged, File.ReadAllBytes(Path));
            }
        }
    }

    [Fact]
    public void Open_FileOfSomebodyElse_IsRefusedAndLeftAsItIs()
    {
        File.WriteAllText(Path, "name,value\n1,2\n");

        JournalException error = Assert.Throws<JournalException>(() => Journal.Open(Path));

        Assert.Contains("not a journal", error.Message, StringComparison.Ordinal);
        Assert.Contains(Path, error.Message, StringComparison.Ordinal);
        Assert.Equal("name,value\n1,2\n", File.ReadAllText(Path));
    }

    [Fact]
    public void Open_NewerFormat_SaysSo()
    {
        Record(1);
        byte[] bytes = File.ReadAllBytes(Path);
        bytes[7] = 2;
        File.WriteAllBytes(Path, bytes);

        Assert.Contains("format 2", Assert.Throws<JournalException>(() => Journal.Open(Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_FolderMissingOrPathIsAFolder_SaysSo()
    {
        Assert.Contains("folder does not exist", Assert.Throws<JournalException>(() => Journal.Open(System.IO.Path.Combine(_folder.Path, "no", "journal"))).Message, StringComparison.Ordinal);
        Assert.Contains("is a folder", Assert.Throws<JournalException>(() => Journal.Open(_folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_OpenAlready_IsRefusedUntilTheFirstIsDisposed()
    {
        using (Journal first = Journal.Open(Path))
        {
            Assert.Throws<JournalException>(() => Journal.Open(Path));
        }

        using Journal second = Journal.Open(Path);
        Assert.Equal(0, second.Count);
    }

    [Theory]
    [InlineData(JournalSync.Never)]
    [InlineData(JournalSync.Interval)]
    [InlineData(JournalSync.Always)]
    public void Sync_EveryPolicy_RecordsTheSame(JournalSync sync)
    {
        using (Journal journal = Journal.Open(Path, new JournalOptions { Sync = sync, SyncInterval = TimeSpan.Zero }))
        {
            _pool.Map(s_square, [1, 2], new MapOptions { Journal = journal });
        }

        using Journal again = Journal.Open(Path);
        Assert.Equal(2, again.Count);
    }

    [Fact]
    public void MatchIndex_SameArgumentElsewhere_RunsAgain()
    {
        var byPlace = new JournalOptions { MatchIndex = true };
        using (Journal journal = Journal.Open(Path, byPlace))
        {
            _pool.Map(s_square, [1, 2], new MapOptions { Journal = journal });
        }

        using Journal again = Journal.Open(Path, byPlace);
        Assert.Equal([4, 4], _pool.Map(s_square, [2, 2], new MapOptions { Journal = again }));
        Assert.Equal((1, 3), (again.Restored, again.Count));
    }

    [Fact]
    public void Map_EqualListsMadeDifferently_AreOneArgumentAndOneFunction()
    {
        List<int> offsets = [1, 2];
        List<int> sameOffsets = new(100) { 3 };
        sameOffsets.Clear();
        sameOffsets.AddRange(offsets);
        List<int> sameItems = new(50) { 5, 6 };
        sameItems.Remove(6);
        using Journal journal = Journal.Open(Path);

        Assert.Equal([8], _pool.Map(SumWith(offsets), [[5]], new MapOptions { Journal = journal }));
        Assert.Equal([8], _pool.Map(SumWith(sameOffsets), [sameItems], new MapOptions { Journal = journal }));
        Assert.Equal(1, journal.Count);

        static Func<List<int>, int> SumWith(List<int> offsets) => items => items.Sum() + offsets.Sum();
    }

    [Fact]
    public void Map_JournalWasDisposed_SaysSo()
    {
        Journal journal = Journal.Open(Path);
        journal.Dispose();
        journal.Dispose();

        Assert.Contains("disposed", Assert.Throws<JournalException>(() => _pool.Map(s_square, [1], new MapOptions { Journal = journal })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Map_ResultWithoutContent_EndsTheCallAndNamesTheItem()
    {
        using Journal journal = Journal.Open(Path);

        JournalException error = Assert.Throws<JournalException>(() => _pool.Map(static _ => new Holder(), [1], new MapOptions { Journal = journal }));

        Assert.Contains("item 0", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, journal.Count);
    }

    private void Record(params int[] items)
    {
        using Journal journal = Journal.Open(Path);
        _pool.Map(s_square, items, new MapOptions { Journal = journal });
    }

    private sealed class Holder
    {
        public Thread Thread { get; } = Thread.CurrentThread;
    }
}
