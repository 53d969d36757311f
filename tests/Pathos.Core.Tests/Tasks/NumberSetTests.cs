using Xunit;

namespace Pathos;

public sealed class NumberSetTests
{
    [Fact]
    public void Add_AnyOrder_HasTheNumbersThatWereAddedAndNoOthers()
    {
        var random = new System.Random(11);
        for (int round = 0; round < 200; round++)
        {
            var set = new NumberSet(2);
            HashSet<int> added = [];
            for (int i = 0; i < 60; i++)
            {
                int number = random.Next(2, 40);
                set.Add(number);
                added.Add(number);
            }

            Assert.Equal(added.Order(), Enumerable.Range(-1, 50).Where(set.Contains));
            Assert.Equal(added.Order(), set.Runs().SelectMany(static run => Enumerable.Range(run.First, run.Count)));
        }
    }

    [Fact]
    public void Runs_ConsecutiveNumbers_AreOne()
    {
        var set = new NumberSet(2);
        foreach (int number in new[] { 9, 3, 2, 4, 8, 20 })
        {
            set.Add(number);
        }

        Assert.Equal([(2, 3), (8, 2), (20, 1)], set.Runs());
    }
}
