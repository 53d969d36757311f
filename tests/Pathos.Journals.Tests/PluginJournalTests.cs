using Pathos.Plugins;

namespace Pathos.Journals.Tests;

/// <summary>A plug-in is one build, whatever build of its dependency it runs with. A journal tells those apart.</summary>
public sealed class PluginJournalTests : IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private readonly Pool _pool = Pool.Serial();
    private long _restored;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _pool.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public void Map_PluginWithAnotherBuildOfItsDependency_IsAnotherFunction()
    {
        IPlugin first = Load(31);
        IPlugin second = Load(32);

        Assert.Equal(["31:1"], Map("journal", first.Build));
        Assert.Throws<JournalException>(() => Map("journal", second.Build));
        Assert.Equal(["31:1"], Map("journal", first.Build));
    }

    [Fact]
    public void Map_ResultsOfPluginsOwnTypes_AreOfThatPluginWhenTheyAreRead()
    {
        IPlugin first = Load(33);
        IPlugin second = Load(34);
        _ = (Map("first", first.Item), Map("second", second.Item));

        IItem[] firstRead = Map("first", first.Item);
        IItem[] secondRead = Map("second", second.Item);

        Assert.Equal((33, 34), (first.ValueOf(firstRead[0]), second.ValueOf(secondRead[0])));
        Assert.Equal(2, _restored);
    }

    private R[] Map<R>(string file, Func<int, R> function)
    {
        using Journal journal = Journal.Open(Path.Combine(_folder.Path, file));
        R[] results = _pool.Map(function, [1], new MapOptions { Journal = journal });
        _restored += journal.Restored;
        return results;
    }

    private IPlugin Load(int build) => PluginFolder.Compile(Path.Combine(_folder.Path, $"{build}"), build).Load($"{build}");
}
