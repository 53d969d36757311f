using Pathos.Plugins;

namespace Pathos.Remote.Tests;

/// <summary>Plug-ins on another host, which has none of their files: all that a context finds beside a plug-in is asked for.</summary>
[Collection(SshHosts.Collection)]
public sealed class SshPluginTests(SshHosts hosts) : IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private readonly Pool _pool = Pool.Open(hosts.Options(null), "ssh://hosta/1");

    public async Task InitializeAsync() => await _pool.ReadyAsync().Soon();

    public async Task DisposeAsync()
    {
        await _pool.DisposeAsync().Soon();
        _folder.Dispose();
    }

    [Fact]
    public async Task Map_TwoPlugins_EachHasItsOwnDependenciesTextsLibrariesAndResults()
    {
        IPlugin first = PluginFolder.Compile(Path.Combine(_folder.Path, "first"), 1).Load("first");
        IPlugin second = PluginFolder.Compile(Path.Combine(_folder.Path, "second"), 2).Load("second");
        int worker = await _pool.PipeAsync(static () => Environment.ProcessId).Soon();

        foreach ((IPlugin plugin, int build) in new[] { (first, 1), (second, 2) })
        {
            Assert.Equal($"{build}:0", await _pool.PipeAsync(plugin.Build, 0).Soon());
            Assert.Equal($"{build}:0", await _pool.PipeAsync(plugin.Late, 0).Soon());
            Assert.Equal($"Moin {build}", await _pool.PipeAsync(plugin.Text, 0).Soon());
            Assert.Equal(worker, await _pool.PipeAsync(plugin.Native, 0).Soon());
            Assert.Equal(build, plugin.ValueOf(await _pool.PipeAsync(plugin.Item, 1).Soon()));
        }
    }
}
