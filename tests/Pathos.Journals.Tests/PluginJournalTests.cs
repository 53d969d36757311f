using Pathos.Plugins;

namespace Pathos.Journals.Tests;

/// <summary>A plug-in is one build, whatever build of its dependency it runs with. A journal tells those apart.</summary>
public sealed class PluginJournalTests : IAsyncLifetime
{
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
    public void Map_PluginWithAnotherBuildOfItsDependency_RunsAgain()
    {
        IPlugin first = Load(31);
        IPlugin second = Load(32);

        Assert.Equal(["31:1"], Map(first.Build, 1));
        Assert.Equal(["32:1"], Map(second.Build, 1));
        Assert.Equal(["31:1"], Map(first.Build, 1));
        using Journal journal = Journal.Open(Path);
        Assert.Equal(2, journal.Count);
    }

    [Fact]
    public void Map_ResultsOfPluginsOwnTypes_AreOfThatPluginWhenTheyAreRead()
    {
        IPlugin first = Load(33);
        IPlugin second = Load(34);
        _ = (Map(first.Item, 1), Map(second.Item, 1));

        IItem[] firstRead = Map(first.Item, 1);
        IItem[] secondRead = Map(second.Item, 1);

        Assert.Equal((33, 34), (first.ValueOf(firstRead[0]), second.ValueOf(secondRead[0])));
        using Journal journal = Journal.Open(Path);
        Assert.Equal(2, journal.Count);
    }

    private R[] Map<R>(Func<int, R> function, int item)
    {
        using Journal journal = Journal.Open(Path);
        return _pool.Map(function, [item], new MapOptions { Journal = journal });
    }

    private IPlugin Load(int build) => PluginFolder.Compile(System.IO.Path.Combine(_folder.Path, $"{build}"), build).Load($"{build}");
}
