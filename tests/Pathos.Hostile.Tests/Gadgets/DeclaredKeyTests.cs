using System.Net;
using Pathos.Serialization;

namespace Pathos.Hostile.Tests;

/// <summary>Keys of a declared type that is .NET's and asks what it holds. The caller did not declare what may stand in there.</summary>
public sealed class DeclaredKeyTests
{
    [Fact]
    public void Tuple_HoldsAKeyOfTheProgram_IsRefused() => AssertRefused<HashSet<(object, int)>>(static () => [(new BusyKey(), 1)]);

    [Fact]
    public void Tuple_HoldsATupleOfTheProgramsKeys_IsRefused() =>
        AssertRefused<Dictionary<Tuple<object>, int>>(static () => new() { [new((new BusyKey(), 1))] = 1 });

    [Fact]
    public void Pair_HoldsAKeyOfTheProgram_IsRefused() =>
        AssertRefused<HashSet<KeyValuePair<string, IComparable>>>(static () => [new("a", new BusyKey())]);

    [Fact]
    public void EndPoint_HoldsAnAddressOfTheProgram_IsRefused() =>
        AssertRefused<Dictionary<IPEndPoint, int>>(static () => new() { [new(new BusyAddress(), 1)] = 1 });

    [Fact]
    public void Type_IsOfTheProgram_IsRefused() => AssertRefused<HashSet<Type>>(static () => [new BusyType()]);

    [Fact]
    public void Keys_HoldOnlyWhatIsInert_Arrive()
    {
        HashSet<(object, int)> tuples = Read<HashSet<(object, int)>>(Written<HashSet<(object, int)>>([("a", 1), (2, 2)]));
        HashSet<IPEndPoint> points = Read<HashSet<IPEndPoint>>(Written<HashSet<IPEndPoint>>([new(IPAddress.Loopback, 1)]));

        Assert.Contains(("a", 1), tuples);
        Assert.Contains(new IPEndPoint(IPAddress.Loopback, 1), points);
    }

    [Fact]
    public void Key_OfADeclaredTypeOfTheProgram_IsAsked()
    {
        using var trap = new Trap();

        Assert.Single(Read<HashSet<BusyKey>>(GadgetTests.Build(trap, static () => Written<HashSet<BusyKey>>([new BusyKey()]))));

        Assert.True(trap.IsMarked);
    }

    private static void AssertRefused<T>(Func<T> make)
    {
        using var trap = new Trap();
        Payload payload = GadgetTests.Build(trap, () => Written(make()));

        Assert.Throws<InvalidDataException>(() => Read<T>(payload));

        trap.AssertUntouched();
    }

    private static Payload Written<T>(T value) => HostileScript.Values([value]);

    private static T Read<T>(Payload payload)
    {
        var read = new T[1];
        ItemCodec<T>.Read(GadgetTests.Open(payload), read, onFailed: null);
        return read[0];
    }
}
