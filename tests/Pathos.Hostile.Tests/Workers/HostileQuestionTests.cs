using System.Reflection;
using System.Runtime.Loader;
using Pathos.Wire;

namespace Pathos.Hostile.Tests;

/// <summary>A hostile worker that asks for what is not its business: it learns nothing, and the call goes on.</summary>
public sealed class HostileQuestionTests
{
    private const string Secret = "{ \"Password\": \"swordfish\" }";

    public static TheoryData<bool> Places() => [true, false];

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Files_OfTheProgramsFolder_AreGivenToNobody(bool sharesFiles)
    {
        string root = AppContext.BaseDirectory;
        using var trap = new Trap();
        using var planted = new PlantedAssembly(Path.Combine(root, "wwwroot", "uploads"), "Uploaded.Plugin");
        using var files = new PlantedFiles(root, Secret, "appsettings.json", ".env", "libsettings.so", "secrets.dll", "hostile.so.json");
        using var dump = new PlantedCore(Path.Combine(root, "libcore.so"));
        string[] names =
        [
            "appsettings.json", "appsettings", ".env", "settings", "secrets", "secrets.dll", "hostile.so", "core", "libcore.so", "wwwroot/uploads/Uploaded.Plugin", "Uploaded.Plugin",
            "wwwroot\\uploads\\Uploaded.Plugin", "../Uploaded.Plugin", planted.Path, planted.Path[..^4], "../x", "..", ".", "", "/etc/passwd", "../../../../../../../../etc/passwd", "~/.ssh/id_rsa",
            "de/../wwwroot/uploads/Uploaded.Plugin", "wwwroot/Uploaded.Plugin.resources", "../wwwroot/uploads/Uploaded.Plugin.resources", "xunit.assert\0", "xunit.assert.dll:/etc/passwd",
            new string('a', 10_000), "Uploaded.Plugin, Version=0.0.0.0", "System.Private.CoreLib",
        ];
        var script = new HostileScript { SharesFiles = sharesFiles };
        script = script with
        {
            OnBatch = (worker, batch, count) =>
            {
                script.Tell(string.Join("; ", from name in names from isNative in new[] { true, false } from mvid in new[] { Guid.Empty, planted.Mvid }
                                              where worker.AskForCode(name, mvid, isNative) is { Answer.IsFound: true } || (name.Length <= Bounds.Hash && worker.AskForValue(name) is not null)
                                              select name));
                HostileScript.Succeed(worker, batch, count);
            },
        };
        await using var pool = new HostilePool(script);

        await pool.MapAsync(static x => x);

        Assert.Equal("", await script.Learned.Soon());
        Assert.False(planted.IsLoaded);
        trap.AssertUntouched();
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Assembly_IsLoadedAndWasNeverSent_IsGivenToNobody(bool sharesFiles)
    {
        using var folder = new TestFolder();
        using var planted = new PlantedAssembly(folder.Path, "Private.Plugin");
        var context = new AssemblyLoadContext("plugins", isCollectible: true);
        Assembly loaded = context.LoadFromAssemblyPath(planted.Path);
        var script = new HostileScript { SharesFiles = sharesFiles };
        script = script with
        {
            OnBatch = (worker, batch, count) =>
            {
                script.Tell($"{worker.AskForCode(planted.Name).Answer.IsFound} {worker.AskForCode(planted.Name, planted.Mvid).Answer.IsFound} "
                    + $"{worker.AskForCode("Pathos.Hostile.Tests", planted.Mvid).Answer.IsFound}");
                HostileScript.Succeed(worker, batch, count);
            },
        };
        await using var pool = new HostilePool(script);

        await pool.MapAsync(static x => x);

        Assert.Equal("False False False", await script.Learned.Soon());
        GC.KeepAlive(loaded);
        context.Unload();
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task LoadContexts_ThatWereNeverSent_AreAskedForInVain(bool sharesFiles)
    {
        using var folder = new TestFolder();
        using var planted = new PlantedAssembly(folder.Path, "Private.Numbered.Plugin");
        using var beside = new PlantedAssembly(folder.Path, "Private.Numbered.Beside");
        var context = new AskedContext();
        Assembly loaded = context.LoadFromAssemblyPath(planted.Path);
        int last = Pathos.Serialization.LoadContexts.NumberOf(loaded) + 1;
        var script = new HostileScript { SharesFiles = sharesFiles };
        script = script with
        {
            OnBatch = (worker, batch, count) =>
            {
                script.Tell(string.Join("; ", from number in Enumerable.Range(0, last + 1) from isNative in new[] { true, false }
                                              from name in new[] { planted.Name, beside.Name, "Pathos.Hostile.Tests", planted.Path, planted.Path[..^4] }
                                              where number > 0 || name != "Pathos.Hostile.Tests"
                                              from mvid in new[] { Guid.Empty, planted.Mvid, beside.Mvid }
                                              where worker.AskForCode(name, mvid, isNative, number).Answer.IsFound
                                              select $"{name} in {number}"));
                HostileScript.Succeed(worker, batch, count);
            },
        };
        await using var pool = new HostilePool(script);

        await pool.MapAsync(static x => x);

        Assert.Equal("", await script.Learned.Soon());
        Assert.Equal(0, context.Asked);
        Assert.False(beside.IsLoaded);
        GC.KeepAlive(loaded);
        context.Unload();
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Assembly_OfTheFunction_IsGiven(bool sharesFiles)
    {
        Assembly own = typeof(HostileQuestionTests).Assembly;
        var script = new HostileScript { SharesFiles = sharesFiles };
        script = script with
        {
            OnBatch = (worker, batch, count) =>
            {
                (AssemblyAnswer answer, byte[] image) = worker.AskForCode(own.GetName().Name!, own.ManifestModule.ModuleVersionId);
                script.Tell($"{answer.IsFound} {answer.Path is not null} {image.Length > 0}");
                HostileScript.Succeed(worker, batch, count);
            },
        };
        await using var pool = new HostilePool(script);

        await pool.MapAsync(static x => x);

        Assert.Equal(sharesFiles ? "True True False" : "True False True", await script.Learned.Soon());
    }

    /// <summary>Counts how often it is asked what a name stands for.</summary>
    private sealed class AskedContext() : AssemblyLoadContext("asked", isCollectible: true)
    {
        public int Asked { get; private set; }

        protected override Assembly? Load(AssemblyName assemblyName)
        {
            Asked++;
            return null;
        }
    }
}
