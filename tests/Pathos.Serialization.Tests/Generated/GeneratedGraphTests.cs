using CsCheck;

namespace Pathos.Serialization.Tests;

/// <summary>Graphs that are generated, not written by hand: equal there, equal back, with sharing and cycles kept.</summary>
[Collection(PeerTests.Name)]
public sealed class GeneratedGraphTests(PeerProcess peer)
{
    private const string FixedSeed = "0000KOIPe036";

    // Up to 24 nodes with up to 12 links each; a link is a kind and a target.
    private static readonly Gen<int[][]> s_plans = Gen.Int[0, 10_000].Array[0, 24].Array[1, 24];

    [Fact]
    public void Graph_OfAFixedSeed_IsEqualHereAsCodeAndAsData()
    {
        PCG random = PCG.Parse(FixedSeed);
        for (int i = 0; i < 300; i++)
        {
            AssertTravels(s_plans.Generate(random, null!, out _));
        }
    }

    // A failure says its seed, and the smallest plan that was found to fail.
    [Fact]
    public void Graph_OfAFreshSeed_IsEqualHereAsCodeAndAsData() => s_plans.Sample(AssertTravels, iter: 300);

    [Fact]
    public void Graph_OfAFreshSeed_IsEqualInAnotherProcess() => s_plans.Sample(
        plan =>
        {
            Node graph = NodeGraph.Build(plan);
            Assert.Null(peer.Run(new Func<object?>(() => NodeGraph.Difference(NodeGraph.Build(plan), graph))));
        },
        iter: 50,
        threads: 1);

    [Fact]
    public void Difference_OfGraphsThatDiffer_IsFound()
    {
        Node shared = NodeGraph.Build([[5, 1, 5, 1], []]);
        Node copied = NodeGraph.Build([[5, 1, 5, 2], [], []]);
        copied.Items[1].Number = 1;

        Assert.Equal("node 1 became two objects", NodeGraph.Difference(shared, copied));
        Assert.Equal("node 1 became an object that stands for another node", NodeGraph.Difference(copied, shared));
        Assert.NotNull(NodeGraph.Difference(NodeGraph.Build([[8, 0]]), NodeGraph.Build([[]])));
    }

    private static void AssertTravels(int[][] plan)
    {
        Node graph = NodeGraph.Build(plan);

        Assert.Null(NodeGraph.Difference(graph, RoundTrip.Of(graph)));
        Assert.Null(NodeGraph.Difference(graph, DataTrip.Of(graph)));
    }
}
