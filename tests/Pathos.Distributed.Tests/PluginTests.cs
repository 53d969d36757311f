using System.Runtime.CompilerServices;
using Pathos.Plugins;

namespace Pathos.Distributed.Tests;

/// <summary>Plug-ins in load contexts of their own: each runs with its own dependencies, in the same worker.</summary>
public sealed class PluginTests : IClassFixture<PluginTests.TwoBuilds>, IAsyncLifetime
{
    private readonly TwoBuilds _builds;
    private readonly IPlugin _first;
    private readonly IPlugin _second;
    private readonly Pool _pool = Pool.Processes(1);

    public PluginTests(TwoBuilds builds)
    {
        _builds = builds;
        _first = builds.First.Load("first");
        _second = builds.Second.Load("second");
    }

    public async Task InitializeAsync() => await _pool.ReadyAsync().Soon();

    public async Task DisposeAsync() => await _pool.DisposeAsync().Soon();

    [Fact]
    public async Task Map_LambdasOfTwoPlugins_EachRunsItsOwnDependencyInOneWorker()
    {
        int worker = await _pool.PipeAsync(static () => Environment.ProcessId).Soon();

        Assert.Equal(["1:1", "1:2"], await _pool.MapAsync(_first.Build, [1, 2]).Soon());
        Assert.Equal(["2:1", "2:2"], await _pool.MapAsync(_second.Build, [1, 2]).Soon());
        Assert.Equal(["1:3"], await _pool.MapAsync(_first.Build, [3]).Soon());
        Assert.Equal(worker, await _pool.PipeAsync(static () => Environment.ProcessId).Soon());
    }

    [Fact]
    public async Task Map_BothPluginsInOneFunction_EachRunsItsOwnDependency()
    {
        Func<int, string> first = _first.Build;
        IPlugin second = _second;

        Assert.Equal(["1:1 2:1", "1:2 2:2"], await _pool.MapAsync(x => $"{first(x)} {second.Build(x)}", [1, 2]).Soon());
    }

    [Fact]
    public async Task Map_PluginsAsArguments_EachIsOfItsOwnContext() =>
        Assert.Equal(["1:0", "2:0", "1:0"], await _pool.MapAsync(static plugin => plugin.Build(0), [_first, _second, _first]).Soon());

    [Fact]
    public async Task Map_InsideATask_EachRunsItsOwnDependency()
    {
        Func<int, string> first = _first.Build;
        Func<int, string> second = _second.Build;
        static string[] Nested(Func<int, string> one, Func<int, string> other)
        {
            using Pool inner = Pool.Processes(1);
            return inner.Map(x => $"{one(x)} {other(x)}", [7]);
        }

        Assert.Equal(["1:7 2:7"], await _pool.PipeAsync(() => Nested(first, second)).Soon());
    }

    [Fact]
    public async Task Map_DependencyThatNothingHasNeeded_IsThePluginsOwn()
    {
        Assert.Equal(["1:1"], await _pool.MapAsync(_first.Late, [1]).Soon());
        Assert.Equal(["2:1"], await _pool.MapAsync(_second.Late, [1]).Soon());
    }

    [Fact]
    public async Task Map_ResultsOfThePluginsOwnTypes_AreOfThatPlugin()
    {
        IItem[] first = await _pool.MapAsync(_first.Item, [5]).Soon();
        IItem[] second = await _pool.MapAsync(_second.Item, [5]).Soon();

        Assert.Equal((5, 10), (_first.ValueOf(first[0]), _second.ValueOf(second[0])));
        Assert.Throws<InvalidCastException>(() => _first.ValueOf(second[0]));
    }

    [Fact]
    public async Task Map_ArgumentsOfThePluginsOwnTypes_AreOfThatPlugin()
    {
        (IPlugin plugin, IItem item)[] own = [(_first, _first.Make(3)), (_second, _second.Make(4))];
        (IPlugin plugin, IItem item)[] foreign = [(_first, _second.Make(3))];

        int[] values = await _pool.MapAsync(static pair => pair.plugin.ValueOf(pair.item), own).Soon();
        Assert.Equal((3, 4), (values[0], values[1]));
        await Assert.ThrowsAsync<InvalidCastException>(() => _pool.MapAsync(static pair => pair.plugin.ValueOf(pair.item), foreign).Soon());
    }

    [Fact]
    public async Task Map_ExceptionsOfThePluginsOwnTypes_AreOfThatPlugin()
    {
        Exception first = await Assert.ThrowsAnyAsync<Exception>(() => _pool.MapAsync(_first.Fail, [1]).Soon());
        Exception second = await Assert.ThrowsAnyAsync<Exception>(() => _pool.MapAsync(_second.Fail, [1]).Soon());

        Assert.Equal(("failed 1", "failed 2"), (first.Message, second.Message));
        Assert.Same(_first.Make(0).GetType().Assembly, first.GetType().Assembly);
        Assert.Same(_second.Make(0).GetType().Assembly, second.GetType().Assembly);
    }

    [Fact]
    public async Task Map_OneAssemblyLoadedTwice_EachHasItsOwnStatics()
    {
        IPlugin again = _builds.First.Load("again");

        Assert.Equal(1, await _pool.PipeAsync(_first.Count, 1).Soon());
        Assert.Equal(10, await _pool.PipeAsync(again.Count, 10).Soon());
        Assert.Equal(2, await _pool.PipeAsync(_first.Count, 1).Soon());
        Assert.Equal(20, await _pool.PipeAsync(again.Count, 10).Soon());
        IItem item = (await _pool.MapAsync(again.Item, [1]).Soon())[0];
        Assert.Equal(1, again.ValueOf(item));
        Assert.Throws<InvalidCastException>(() => _first.ValueOf(item));
    }

    [Fact]
    public async Task Map_TextsOfACulture_AreThePluginsOwn()
    {
        Assert.Equal(["Moin 1"], await _pool.MapAsync(_first.Text, [1]).Soon());
        Assert.Equal(["Moin 2"], await _pool.MapAsync(_second.Text, [1]).Soon());
    }

    [Fact]
    public async Task Map_DependencyThatOnlyTheHostHas_IsTheHostsAndIsFound()
    {
        using var folder = new TestFolder();
        const string Source = "public static class Number { public static int Value = 5; }";
        string shared = PluginCompiler.Compile(Path.Combine(folder.Path, "host"), "Host.Shared", Source);
        PluginCompiler.Compile(
            folder.Path, "Host.Plugin", "public static class Code { public static int Run() => Number.Value + (System.Runtime.Loader.AssemblyLoadContext.GetLoadContext(typeof(Number).Assembly).Name == \"Default\" ? 100 : 0); }", shared);
        System.Reflection.Assembly.LoadFrom(shared);
        var run = new PluginContext("host", folder.Path).LoadFile("Host.Plugin").GetType("Code", throwOnError: true)!.GetMethod("Run")!.CreateDelegate<Func<int>>();

        Assert.Equal(105, await _pool.PipeAsync(run).Soon());
    }

    [Fact]
    public async Task Map_DependencyThatIsMissing_IsNotTakenFromAnotherPlugin()
    {
        using var folder = new TestFolder();
        PluginFolder whole = PluginFolder.Compile(Path.Combine(folder.Path, "whole"), 6);
        PluginFolder torn = PluginFolder.Compile(Path.Combine(folder.Path, "torn"), 6);
        File.Delete(Path.Combine(torn.Path, "Dependency.dll"));
        Func<int, string> missing = torn.Load("torn").Build;

        Assert.Equal("6:1", await _pool.PipeAsync(whole.Load("whole").Build, 1).Soon());
        await Assert.ThrowsAsync<FileNotFoundException>(() => _pool.PipeAsync(missing, 1).Soon());
        Assert.Throws<FileNotFoundException>(() => missing(1));
    }

    [Fact]
    public async Task Map_ContextThatTheTaskMade_ComesBackWhereOneContextHoldsTheBuild()
    {
        using var folder = new TestFolder();
        PluginFolder plugins = PluginFolder.Compile(folder.Path, 7);
        string path = plugins.Path;
        IItem Make() => ((IPlugin)Activator.CreateInstance(new PluginContext("the task's", path).LoadFile("Plugin").GetType("Plugged.Plugin", throwOnError: true)!)!).Make(3);
        IPlugin first = plugins.Load("the only one");
        _ = first.Make(0);

        Assert.Equal(3, first.ValueOf(await _pool.PipeAsync(Make).Soon()));
        IItem second = plugins.Load("another").Make(0);
        NotShippableException refusal = await Assert.ThrowsAsync<NotShippableException>(() => _pool.PipeAsync(Make).Soon());

        Assert.Contains("'the only one', 'another'", refusal.Message, StringComparison.Ordinal);
        GC.KeepAlive(second);
    }

    [Fact]
    public async Task Map_NativeLibraryBesideThePlugin_IsLoaded()
    {
        int worker = await _pool.PipeAsync(static () => Environment.ProcessId).Soon();

        Assert.Equal(worker, await _pool.PipeAsync(_first.Native, 0).Soon());
        Assert.Equal(worker, await _pool.PipeAsync(_second.Native, 0).Soon());
    }

    [Fact]
    public async Task Map_ContractThatLiesBesideThePlugin_IsTheHosts()
    {
        string copy = Path.Combine(_builds.First.Path, Path.GetFileName(typeof(IPlugin).Assembly.Location));
        File.Copy(typeof(IPlugin).Assembly.Location, copy, overwrite: true);

        Assert.Equal(["1:1"], await _pool.MapAsync(static plugin => plugin.Build(1), [_builds.First.Load("beside a copy")]).Soon());
    }

    [Fact]
    public async Task Map_CopyOfAnAssemblyOfTheFramework_IsThePluginsOwn()
    {
        string file = typeof(System.Collections.Immutable.ImmutableList).Assembly.Location;
        using var folder = new TestFolder();
        PluginFolder plugins = PluginFolder.Compile(folder.Path, 3);
        string[] shared = await _pool.PipeAsync(plugins.Load("shared").Lists, 0).Soon();
        File.Copy(file, Path.Combine(plugins.Path, Path.GetFileName(file)));
        string[] own = await _pool.PipeAsync(plugins.Load("own").Lists, 0).Soon();

        Assert.Equal("Default", shared[0]);
        Assert.NotEqual("Default", own[0]);
        Assert.Equal(own[1], own[0]);
    }

    [Fact]
    public async Task Map_PluginInACollectibleContext_CanBeUnloadedWhileThePoolIsOpen()
    {
        WeakReference context = await RunInCollectibleContext();

        await Unloaded(context).Soon();
        Assert.Equal(["1:1"], await _pool.MapAsync(_first.Build, [1]).Soon());
    }

    /// <summary>All ways in which a plug-in's code and values travel. In a method of its own, so that nothing of it stays on the
    /// stack.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<WeakReference> RunInCollectibleContext()
    {
        var context = new PluginContext("passing", _builds.First.Path, isCollectible: true);
        IPlugin plugin = _builds.First.Load(context);
        int factor = 2;
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(["1:1"], await _pool.MapAsync(plugin.Build, [1]).Soon());
            Assert.Equal(["1:2"], await _pool.MapAsync(x => plugin.Build(x * factor), [1]).Soon());
            Assert.Equal(["1:0"], await _pool.MapAsync(static made => made.Build(0), [plugin]).Soon());
            Assert.Equal(5, plugin.ValueOf((await _pool.MapAsync(plugin.Item, [5]).Soon())[0]));
            Assert.Equal("failed 1", (await Assert.ThrowsAnyAsync<Exception>(() => _pool.MapAsync(plugin.Fail, [1]).Soon())).Message);
        }

        // From its second call on, a function is looked at before it is written again.
        Func<int, int> scale = plugin.Scale(3);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(3 * i, await _pool.PipeAsync(scale, i).Soon());
        }

        context.Unload();
        return new WeakReference(context);
    }

    /// <summary>Unloading is up to the garbage collector, and takes it a few turns.</summary>
    private static async Task Unloaded(WeakReference context)
    {
        while (context.IsAlive)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await Task.Delay(10);
        }
    }

    [Fact]
    public async Task Map_ResultOfAContextThatWasUnloadedMeanwhile_IsRefusedWithPathAndCure()
    {
        using var folder = new TestFolder();
        FileGate gate = folder.Gate();
        Task<IItem[]> results = StartInCollectibleContext(gate);

        gate.Open();

        NotShippableException refusal = await Assert.ThrowsAsync<NotShippableException>(() => results.Soon());
        Assert.Contains("result", refusal.Path, StringComparison.Ordinal);
        Assert.Contains("Keep the context until", refusal.Message, StringComparison.Ordinal);
    }

    private Task<IItem[]> StartInCollectibleContext(FileGate gate)
    {
        var context = new PluginContext("passing", _builds.First.Path, isCollectible: true);
        Func<int, IItem> item = _builds.First.Load(context).Item;
        Task<IItem[]> results = _pool.MapAsync(
            x =>
            {
                gate.Pass();
                return item(x);
            },
            [1]);
        context.Unload();
        return results;
    }

    /// <summary>The plug-in with two builds of its dependency.</summary>
    public sealed class TwoBuilds : IDisposable
    {
        private readonly TestFolder _folder = new();

        public TwoBuilds()
        {
            First = PluginFolder.Compile(Path.Combine(_folder.Path, "first"), 1);
            Second = PluginFolder.Compile(Path.Combine(_folder.Path, "second"), 2);
        }

        public PluginFolder First { get; }

        public PluginFolder Second { get; }

        public void Dispose() => _folder.Dispose();
    }
}
