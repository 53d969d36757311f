using System.Net;
using Pathos.Distributed;
using Pathos.Wire;

namespace Pathos.Remote.Tests;

/// <summary>What a search keeps of the answers that it gets.</summary>
public sealed class SearchResultsTests
{
    [Fact]
    public void Add_AnswersWithoutEnd_KeepsAsManyAsThereCanBe()
    {
        var results = new SearchResults();

        for (int number = 0; number < 10 * Bounds.FoundServers; number++)
        {
            results.Add(Guid.NewGuid(), new FoundServer(new IPEndPoint(IPAddress.Loopback, 1 + number), 1));
        }

        Assert.Equal(Bounds.FoundServers, results.InOrder().Count);
    }

    [Fact]
    public void Add_OneServerOnSeveralWays_KeepsTheFirst()
    {
        var results = new SearchResults();
        var server = Guid.NewGuid();
        var first = new FoundServer(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 1), 1);

        results.Add(server, first);
        results.Add(server, new FoundServer(new IPEndPoint(IPAddress.Loopback, 1), 1));

        Assert.Equal([first], results.InOrder());
    }
}
