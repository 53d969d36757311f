using Xunit;

namespace Pathos;

public abstract partial class PoolContract
{
    [Fact]
    public async Task Map_PluginsInContextsOfTheirOwn_EachRunsItsOwnDependency()
    {
        string folder = Folder().Path;
        Func<int, int> first = new PluginBuild(Path.Combine(folder, "first"), 100).Add;
        Func<int, int> second = new PluginBuild(Path.Combine(folder, "second"), 200).Add;
        Pool pool = Open();

        int[][] sums =
        [
            await pool.MapAsync(first, [1, 2]).Soon(),
            await pool.MapAsync(second, [1, 2]).Soon(),
            await pool.MapAsync(x => first(x) + second(x), [1, 2]).Soon(),
        ];

        Assert.Equal<int[]>([[101, 102], [201, 202], [302, 304]], sums);
    }
}
