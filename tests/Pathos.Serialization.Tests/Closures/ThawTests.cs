using System.Text;

namespace Pathos.Serialization.Tests;

public sealed class ThawTests
{
    private static readonly Func<Delegate>[] s_subjects =
    [
        () => { int k = 1; return () => k; },
        () => { string[] texts = ["a", new string('b', 100)]; return () => texts; },
        () => { Dictionary<string, List<int>> map = new() { ["a"] = [1], ["b"] = [2, 3] }; return () => map; },
        () => { object[] mixed = [1, "x", 2.5m, DateTime.UnixEpoch, new Version(1, 2), typeof(List<int>)]; return () => mixed; },
        () => { int[] large = new int[20_000]; return () => large; },
        () => { int[,] grid = new int[3, 4]; return () => grid; },
        () => { (string, int)[] pairs = [("a", 1), ("b", 2)]; return () => pairs; },
        () => { System.Linq.Expressions.Expression<Func<int, int>> tree = x => x + 1; return () => tree; },
    ];

    [Fact]
    public void Thaw_NotAClosure_ThrowsFrozenClosureException()
    {
        Assert.Throws<FrozenClosureException>(() => Closure.Thaw<Action>([]));
        Assert.Throws<FrozenClosureException>(() => Closure.Thaw<Action>(Encoding.UTF8.GetBytes("hello, this is not a closure")));
    }

    [Fact]
    public void Thaw_AnotherDelegateType_ThrowsFrozenClosureException() =>
        Assert.Throws<FrozenClosureException>(() => Closure.Thaw<Action>(Closure.Freeze(() => 1)));

    [Fact]
    public void Thaw_NewerFormat_SaysSo()
    {
        byte[] frozen = Closure.Freeze(() => 1);
        frozen[4] = 99;

        FrozenClosureException failure = Assert.Throws<FrozenClosureException>(() => Closure.Thaw<Func<int>>(frozen));

        Assert.Contains("99", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Thaw_EveryTruncation_ThrowsADocumentedException()
    {
        foreach (Func<Delegate> make in s_subjects)
        {
            byte[] frozen = Closure.Freeze(make());
            for (int length = 0; length < frozen.Length; length += Math.Max(1, frozen.Length / 500))
            {
                Exception? failure = Record.Exception(() => Closure.Thaw<Delegate>(frozen.AsSpan(0, length)));
                Assert.True(failure is FrozenClosureException or InvalidDataException, $"{length} of {frozen.Length}: {failure}");
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Thaw_RandomDamage_ThrowsADocumentedExceptionOrGivesADelegateWithinBounds(int seed)
    {
        Random random = new(seed);
        foreach (Func<Delegate> make in s_subjects)
        {
            byte[] frozen = Closure.Freeze(make());
            for (int round = 0; round < 400; round++)
            {
                byte[] damaged = [.. frozen];
                for (int flips = random.Next(1, 4); flips > 0; flips--)
                {
                    // Most of a large payload is data, where any byte is as good as another; the structure is near both ends.
                    int at = random.Next(2) == 0 ? random.Next(damaged.Length) : damaged.Length - 1 - random.Next(Math.Min(300, damaged.Length));
                    damaged[at] = (byte)random.Next(256);
                }

                long before = GC.GetAllocatedBytesForCurrentThread();
                Exception? failure = Record.Exception(() => Closure.Thaw<Delegate>(damaged));
                long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

                Assert.True(failure is null or FrozenClosureException or InvalidDataException, failure?.ToString());
                Assert.True(allocated < 4_000_000 + (100L * frozen.Length), $"{allocated} bytes for {frozen.Length}");
            }
        }
    }

    [Fact]
    public void Read_ArrayLongerThanThePayload_ThrowsBeforeAllocating()
    {
        PayloadWriter writer = new(CodeContext.Default);
        int type = writer.Table.IndexOf(typeof(object[]));
        writer.WriteVarInt(ReferenceTag.New(type));
        writer.WriteVarInt(int.MaxValue);
        Payload payload = writer.Finish();

        Assert.Throws<InvalidDataException>(() => ObjectGraph.Read(new CodeReader(CodeContext.Default, payload.Bytes, payload.Blocks)));
    }

    [Fact]
    public void Read_ManyArraysThatEachClaimTheRest_ThrowsBeforeAllocatingThemAll()
    {
        PayloadWriter writer = new(CodeContext.Default);
        int type = writer.Table.IndexOf(typeof(object[]));
        writer.WriteVarInt(ReferenceTag.New(type));
        writer.WriteVarInt(50_000);
        for (int i = 0; i < 50_000; i++)
        {
            writer.WriteVarInt(ReferenceTag.New(type));
            writer.WriteVarInt(50_000);
        }

        Payload payload = writer.Finish();
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<InvalidDataException>(() => ObjectGraph.Read(new CodeReader(CodeContext.Default, payload.Bytes, payload.Blocks)));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 10_000_000);
    }

    [Fact]
    public void Read_ObjectOfARefusedType_ThrowsInvalidData()
    {
        PayloadWriter writer = new(CodeContext.Default);
        writer.WriteVarInt(ReferenceTag.New(writer.Table.IndexOf(typeof(Thread))));
        Payload payload = writer.Finish();

        Assert.Throws<InvalidDataException>(() => ObjectGraph.Read(new CodeReader(CodeContext.Default, payload.Bytes, payload.Blocks)));
    }
}
