namespace Pathos.Serialization.Tests;

[Collection(PeerTests.Name)]
public sealed class ShapeTests(PeerProcess peer)
{
    private static readonly Dictionary<string, Shape> s_shapes = DelegateShapes.All()
        .Concat(CaptureShapes.All())
        .Concat(CollectionShapes.All())
        .Concat(ValueShapes.All())
        .Concat(FrameworkShapes.All())
        .Concat(ExpressionShapes.All())
        .ToDictionary(s => s.Name, StringComparer.Ordinal);

    public static TheoryData<string> Names => [.. s_shapes.Keys];

    // What is code, leads to code, or is not known to be data.
    private static readonly HashSet<string> s_notData = new(StringComparer.Ordinal)
    {
        "assembly", "constructor", "field", "framework method with a reference parameter", "framework method, overloaded", "indexer", "method", "parameter", "property",
        "lazy, created", "lazy, not created", "value task with a result", "dictionary by a user's comparer", "sorted dictionary, reversed",
    };

    public static TheoryData<string> Values => [.. s_shapes.Values.Where(static shape => shape.AsData is not null).Select(static shape => shape.Name)];

    [Theory]
    [MemberData(nameof(Values))]
    public void Data_EachValue_ArrivesAsItLeftOrIsRefused(string name)
    {
        Shape shape = s_shapes[name];

        if (s_notData.Contains(name))
        {
            Assert.Throws<NotShippableException>(() => shape.AsData!());
        }
        else
        {
            Assert.Equal(shape.Expected, Shape.Show(shape.AsData!()));
        }
    }

    [Fact]
    public void Catalogue_Always_HasTheSizeItClaims() => Assert.True(s_shapes.Count >= 120, $"{s_shapes.Count} shapes");

    [Theory]
    [MemberData(nameof(Names))]
    public void Run_InAnotherProcess_GivesWhatItGivesHere(string name)
    {
        Shape shape = s_shapes[name];

        object? result = peer.Run(shape.Make());

        Assert.Equal(shape.Expected, Shape.Show(result));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Thaw_FrozenHere_GivesTheSame(string name)
    {
        Shape shape = s_shapes[name];
        Delegate function = shape.Make();

        Delegate thawed = Closure.Thaw<Delegate>(Closure.Freeze(function));

        Assert.NotSame(function, thawed);
        object? result = thawed is Func<Task<object?>> asynchronous ? await asynchronous() : ((Func<object?>)thawed)();
        Assert.Equal(shape.Expected, Shape.Show(result));
    }
}
