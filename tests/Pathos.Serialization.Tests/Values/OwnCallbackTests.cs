using System.Runtime.Serialization;

namespace Pathos.Serialization.Tests;

/// <summary>Types that were written for formatters, and that say what becomes of them once they are read.</summary>
public sealed class OwnCallbackTests
{
    [Fact]
    public void Thaw_ObjectReference_IsTheObjectThatItFindsThere()
    {
        Level high = Level.High;
        Level[] many = [Level.Low, Level.High, Level.High];
        Dictionary<Level, int> table = new() { [Level.Low] = 1 };
        Func<string> function = () => $"{ReferenceEquals(high, Level.High)} {ReferenceEquals(many[0], Level.Low)} {ReferenceEquals(many[2], high)} {table[Level.Low]}";

        Assert.Equal("True True True 1", Closure.Thaw<Func<string>>(Closure.Freeze(function))());
        Assert.Same(Level.High, DataTrip.Of(Level.High));
        Assert.Same(Level.Low, DataTrip.Of(new Ranked { Level = Level.Low }).Level);
    }

    [Fact]
    public void Thaw_CallbackOfTheUsersOwn_IsCalledOnceWhenAllIsRead()
    {
        Summed first = new() { Items = { 1, 2 } };
        Summed second = new() { Items = { 3 }, Next = first };
        first.Next = second;
        Sums list = [first, second];
        Func<string> function = () => $"{first.Sum} {second.Sum} {first.Calls} {first.SumOfNext} {list.Sum} {list.Count}";

        Assert.Equal("3 3 1 1 6 2", Closure.Thaw<Func<string>>(Closure.Freeze(function))());
        Summed[] arrived = DataTrip.Of(Enumerable.Range(0, 100).Select(static i => new Summed { Items = { i } }).ToArray());
        Assert.Equal(Enumerable.Range(0, 100), arrived.Select(static s => s.Sum));
    }

    [Fact]
    public void Data_CallbackThatNobodyDeclared_IsRefusedOnBothSides()
    {
        Assert.Throws<NotShippableException>(() => DataTrip.Of<object>(new Summed()));
        Assert.Throws<NotShippableException>(() => DataTrip.Of<object>(Level.High));
        Assert.Contains("callback", Assert.Throws<InvalidDataException>(() => DataTrip.OfHostile<object>(new Summed())).Message, StringComparison.Ordinal);
        Assert.Contains("callback", Assert.Throws<InvalidDataException>(() => DataTrip.OfHostile<object>(Level.High)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Thaw_CallbackThatThrows_FailsWithThatAndThePath()
    {
        Failing failing = new();
        byte[] frozen = Closure.Freeze(() => failing);

        NotSupportedException error = Assert.Throws<NotSupportedException>(() => Closure.Thaw<Func<Failing>>(frozen));

        Assert.Equal("callback", error.Message);
        Assert.Equal("closure.failing", ForeignCode.PathOf(error));
    }

#pragma warning disable SYSLIB0050 // Types that were written for the formatter of old are the subject.
    private sealed class Level : IObjectReference
    {
        public static readonly Level Low = new(1);
        public static readonly Level High = new(2);

        private readonly int _rank;

        private Level(int rank) => _rank = rank;

        public object GetRealObject(StreamingContext context) => _rank == 1 ? Low : High;

        public override int GetHashCode() => _rank;

        public override bool Equals(object? obj) => ReferenceEquals(this, obj);
    }
#pragma warning restore SYSLIB0050

    private sealed class Ranked
    {
        public Level? Level { get; set; }
    }

    private sealed class Summed : IDeserializationCallback
    {
        public List<int> Items { get; } = [];

        public Summed? Next { get; set; }

        [field: NonSerialized]
        public int Sum { get; private set; }

        public int SumOfNext { get; private set; }

        public int Calls { get; private set; }

        public void OnDeserialization(object? sender)
        {
            Sum = Items.Sum();
            SumOfNext = Next?.Items.Count ?? 0;
            Calls++;
        }
    }

    private sealed class Sums : List<Summed>, IDeserializationCallback
    {
        public int Sum { get; private set; }

        public void OnDeserialization(object? sender) => Sum = this.Sum(static summed => summed.Items.Sum());
    }

    private sealed class Failing : IDeserializationCallback
    {
        public void OnDeserialization(object? sender) => throw new NotSupportedException("callback");
    }
}
