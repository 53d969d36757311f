using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Pathos.Plugins;

namespace Pathos.Serialization.Tests;

/// <summary>How payloads, frozen closures and data tell load contexts apart.</summary>
/// <remarks>Contexts stay for as long as the process does, so no two tests share the build of a plug-in and its dependencies.</remarks>
public sealed class LoadContextTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pathos-contexts-");
    private readonly CodeContext _code = new(new LoadedAssemblies());

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Read_ValuesOfOneAssemblyInTwoContexts_AreOfTheirOwn()
    {
        PluginFolder plugins = Compile("one", 1);
        IItem[] items = [plugins.Load("first").Make(1), plugins.Load("second").Make(2)];
        PayloadWriter writer = new(_code);
        ObjectGraph.Write(writer, items, "argument");
        Payload payload = writer.Finish();

        var asCode = (IItem[])ObjectGraph.Read(new CodeReader(_code, payload.Bytes, payload.Blocks))!;
        var reader = new DataReader(new DataContext(new LoadedAssemblies()), payload.Bytes, payload.Blocks);
        reader.Declare<IItem[]>();
        var asData = (IItem[])ObjectGraph.Read(reader)!;

        Assert.Equal([1, 2], asCode.Select(static item => item.Value));
        Assert.Equal(items.Select(static item => item.GetType()), asCode.Select(static item => item.GetType()));
        Assert.Equal(items.Select(static item => item.GetType()), asData.Select(static item => item.GetType()));
    }

    [Fact]
    public void Thaw_ClosureOfAPlugin_RunsWithTheBuildsThatItWasFrozenWith()
    {
        Func<int, string> first = Compile("one", 21).Load("first").Build;
        Func<int, string> second = Compile("two", 22).Load("second").Build;

        // The plug-in itself is one build: what it refers to tells the contexts apart.
        Assert.Equal(first.Method.Module.ModuleVersionId, second.Method.Module.ModuleVersionId);
        Assert.Equal("21:0", Closure.Thaw<Func<int, string>>(Closure.Freeze(first))(0));
        Assert.Equal("22:0", Closure.Thaw<Func<int, string>>(Closure.Freeze(second))(0));
        Assert.Equal("21:0 22:0", Closure.Thaw<Func<string>>(Closure.Freeze(() => $"{first(0)} {second(0)}"))());
    }

    [Fact]
    public void Thaw_SameBuildsInTwoContexts_IsRefusedWithAdvice()
    {
        PluginFolder plugins = Compile("one", 3);
        Func<int, int> function = plugins.Load("first").Count;
        byte[] frozen = Closure.Freeze(function);
        Assert.Equal(1, Closure.Thaw<Func<int, int>>(frozen)(1));
        IPlugin second = plugins.Load("second");

        FrozenClosureException refusal = Assert.Throws<FrozenClosureException>(() => Closure.Thaw<Func<int, int>>(frozen));

        Assert.Contains("'first', 'second'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Unload the others", refusal.Message, StringComparison.Ordinal);
        GC.KeepAlive(second);
    }

    [Fact]
    public void Freeze_SameBuildInTwoContexts_IsRefusedWithPathAndAdvice()
    {
        PluginFolder plugins = Compile("one", 4);
        Func<int, int> first = plugins.Load("first").Count;
        Func<int, int> second = plugins.Load("second").Count;

        NotShippableException refusal = Assert.Throws<NotShippableException>(() => Closure.Freeze(() => first(1) + second(1)));

        Assert.Contains("second", refusal.Path, StringComparison.Ordinal);
        Assert.Contains("Two load contexts hold this build", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("apart", refusal.Advice, StringComparison.Ordinal);
        Assert.Empty(Closure.Explain(() => first(1) + second(1)).Refusals);
    }

    [Fact]
    public async Task Thaw_OnlyAnotherBuildOfADependencyIsLoaded_IsRefusedWithAdvice()
    {
        byte[] frozen = await FreezeAndUnload(Compile("one", 5));
        IPlugin other = Compile("two", 6).Load("another");

        FrozenClosureException refusal = Assert.Throws<FrozenClosureException>(() => Closure.Thaw<Func<int, string>>(frozen));

        Assert.Contains("other builds of what it refers to", refusal.Message, StringComparison.Ordinal);
        GC.KeepAlive(other);
    }

    [Fact]
    public async Task Thaw_NothingIsLoadedAnyMore_IsRefusedWithAdvice()
    {
        byte[] frozen = await FreezeAndUnload(Compile("one", 7, "Alone"));

        FrozenClosureException refusal = Assert.Throws<FrozenClosureException>(() => Closure.Thaw<Func<int, string>>(frozen));

        Assert.Contains("'Alone.Plugin'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Load it first", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NumberOfAnotherProcess_InAFrozenClosure_IsMalformed()
    {
        PayloadWriter writer = new(_code);
        CodeGraph.WriteFrozen(writer, Compile("one", 8).Load("first").Build, "closure");

        Assert.Throws<InvalidDataException>(() => Closure.Thaw<Func<int, string>>(FrozenFormat.Pack(writer.Finish())));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(LoadContexts.Most + 1)]
    [InlineData(int.MaxValue)]
    public void Read_NumberOutOfBounds_IsMalformed(int number)
    {
        PayloadWriter writer = new(new CodeContext(new NumberedAssemblies(number)));
        ObjectGraph.Write(writer, new Mine(), "argument");
        Payload payload = writer.Finish();

        InvalidDataException error = Assert.Throws<InvalidDataException>(() => ObjectGraph.Read(new CodeReader(_code, payload.Bytes, payload.Blocks)));

        Assert.Contains("out of bounds", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_AnswersToTwoThreadsThatAskedForOneAssembly_GiveThatOne()
    {
        string file = PluginCompiler.Compile(_folder.FullName, "Asked.Twice", "public static class Asked;");
        Guid mvid = AssemblyCatalog.MvidOf(file)!.Value;
        byte[] image = File.ReadAllBytes(file);
        ShippedAssemblies shipped = new(request => new AssemblyReply(request.Name, mvid, Path: null, image, request.Context), static _ => null);
        AssemblyIdentity identity = new("Asked.Twice", mvid, Path: null, ContextMark.Numbered(1));
        Assembly first = shipped.Resolve(identity);
        ShippedLoader loader = ((ShippedContext)AssemblyLoadContext.GetLoadContext(first)!).Loader;

        Assert.Same(first, loader.Load(new AssemblyReply("Asked.Twice", mvid, Path: null, image, 1), identity));
        Assert.NotSame(first, shipped.Resolve(identity with { Context = ContextMark.Numbered(2) }));
        Assert.Equal(ContextMark.Numbered(1), shipped.MarkOf(first));
    }

    [Fact]
    public void Resolve_BuildsOfAFile_FromAWorker_IsMalformed() => Assert.Throws<InvalidDataException>(
        () => new LoadedAssemblies().Resolve(new AssemblyIdentity("Plugin", Guid.NewGuid(), null, ContextMark.Kept(Guid.NewGuid()))));

    [Fact]
    public void Find_ReferenceOfAContext_IsWhatTheContextFound()
    {
        IPlugin first = Compile("one", 9).Load("first");
        IPlugin second = Compile("two", 10).Load("second");
        ShippedCode shipped = new();
        shipped.Add(first.GetType().Assembly);
        Assembly dependency = first.Make(0).GetType().Assembly;
        int number = LoadContexts.NumberOf(dependency);

        AssemblyReply? reply = shipped.Find(new AssemblyRequest("Dependency", Guid.Empty, Native: false, number));

        Assert.Equal((dependency.Location, number), (reply?.Path, reply?.Context));
        Assert.NotNull(shipped.Find(new AssemblyRequest("Deeper", Guid.Empty, Native: false, number)));

        // What is the host's is left to the default context; the other plug-in was not shipped.
        Assert.Null(shipped.Find(new AssemblyRequest("Pathos.Plugins", Guid.Empty, Native: false, number)));
        Assert.NotNull(shipped.Find(new AssemblyRequest("Pathos.Plugins", Guid.Empty, Native: false)));
        Assert.Null(shipped.Find(new AssemblyRequest("Dependency", Guid.Empty, Native: false, LoadContexts.NumberOf(second.GetType().Assembly))));
        Assert.Null(shipped.Find(new AssemblyRequest("Dependency", Guid.Empty, Native: false, number + 1000)));
    }

    [Theory]
    [InlineData("public static class Kept { public static int Value = 1; }")]
    [InlineData("[assembly: System.Runtime.CompilerServices.TypeForwardedTo(typeof(Kept))] [assembly: System.Runtime.CompilerServices.TypeForwardedTo(typeof(Gone))]")]
    public void Find_ReferenceWhoseFirstTypeIsGoneOrMoved_IsFound(string later)
    {
        string folder = _folder.FullName;
        const string Both = "public static class Gone { public static int Value = 1; } public static class Kept { public static int Value = 1; }";
        string moved = PluginCompiler.Compile(folder, "Moved.Target", Both);
        string library = PluginCompiler.Compile(folder, "Moved.Library", Both);
        PluginCompiler.Compile(folder, "Moved.Plugin", "public static class Code { public static int Dead() => Gone.Value; public static int Run() => Kept.Value; }", library);
        PluginCompiler.Compile(folder, "Moved.Library", later, later.Contains("Forwarded", StringComparison.Ordinal) ? [moved] : []);
        Assembly plugin = new PluginContext("moved", folder).LoadFile("Moved.Plugin");
        ShippedCode shipped = new();
        shipped.Add(plugin);

        AssemblyReply? reply = shipped.Find(new AssemblyRequest("Moved.Library", Guid.Empty, Native: false, LoadContexts.NumberOf(plugin), "1.0.0.0"));

        Assert.Equal(library, reply?.Path);
    }

    [Fact]
    public void Find_QuestionOfAWorker_LoadsNothingAndAsksNoContext()
    {
        PluginFolder plugins = Compile("one", 11);
        PluginCompiler.Compile(plugins.Path, "Unrelated", "public static class Unrelated;");
        PluginContext context = new("asked", plugins.Path);
        ShippedCode shipped = new();
        shipped.Add(plugins.Load(context).GetType().Assembly);
        int asked = context.Asked.Count;
        int number = LoadContexts.NumberOf(context.Assemblies.First());

        foreach (string name in new[] { "Unrelated", "Plugin", "Dependency", "Nothing", "../one/Unrelated", "de/Unrelated.resources", "System.Text.Json" })
        {
            _ = shipped.Find(new AssemblyRequest(name, Guid.Empty, Native: false, number));
            _ = shipped.Find(new AssemblyRequest(name, Guid.Empty, Native: true, number));
        }

        Assert.Null(shipped.Find(new AssemblyRequest("Unrelated", Guid.Empty, Native: false, number)));
        Assert.Equal(asked, context.Asked.Count);
        Assert.DoesNotContain(context.Assemblies, static assembly => assembly.GetName().Name == "Unrelated");
    }

    [Fact]
    public void Find_AssemblyThatAHandlerFound_IsGivenWithItsOwnContext()
    {
        // As old hosts of plug-ins do it: each file is in a context of its own, and a handler of the domain finds what it refers to.
        PluginFolder plugins = Compile("one", 12, "Handled");
        ResolveEventHandler handler = (_, wanted) =>
            File.Exists(Path.Combine(plugins.Path, new AssemblyName(wanted.Name).Name + ".dll")) && wanted.RequestingAssembly?.Location.StartsWith(plugins.Path, StringComparison.Ordinal) == true
                ? Assembly.LoadFile(Path.Combine(plugins.Path, new AssemblyName(wanted.Name).Name + ".dll")) : null;
        AppDomain.CurrentDomain.AssemblyResolve += handler;
        try
        {
            Assembly plugin = Assembly.LoadFile(Path.Combine(plugins.Path, "Handled.Plugin.dll"));
            ShippedCode shipped = new();
            shipped.Add(plugin);

            AssemblyReply? reply = shipped.Find(new AssemblyRequest("Handled.Dependency", Guid.Empty, Native: false, LoadContexts.NumberOf(plugin)));

            Assert.Equal(Path.Combine(plugins.Path, "Handled.Dependency.dll"), reply?.Path);
            Assert.NotEqual(LoadContexts.NumberOf(plugin), reply?.Context);
        }
        finally
        {
            AppDomain.CurrentDomain.AssemblyResolve -= handler;
        }
    }

    [Fact]
    public void Write_ObjectOfACopyOfTheFrameworks_IsRefusedWithAdvice()
    {
        string file = typeof(System.Collections.Immutable.ImmutableDictionary).Assembly.Location;
        File.Copy(file, Path.Combine(_folder.FullName, Path.GetFileName(file)));
        Assembly copy = new PluginContext("copy", _folder.FullName).LoadFile("System.Collections.Immutable");
        object empty = copy.GetType("System.Collections.Immutable.ImmutableDictionary`2", throwOnError: true)!.MakeGenericType(typeof(string), typeof(int))
            .GetField("Empty")!.GetValue(null)!;
        object filled = empty.GetType().GetMethod("Add")!.Invoke(empty, ["key", 1])!;

        NotShippableException refusal = Assert.Throws<NotShippableException>(() => ObjectGraph.Write(new PayloadWriter(_code), new object[] { filled }, "argument"));

        Assert.Equal("argument[0]", refusal.Path);
        Assert.Contains("a copy of a .NET assembly", refusal.Message, StringComparison.Ordinal);
        Assert.NotNull(RoundTrip.Of(System.Collections.Immutable.ImmutableDictionary<string, int>.Empty.Add("key", 1)));
    }

    private PluginFolder Compile(string folder, int build, string? prefix = null) => PluginFolder.Compile(Path.Combine(_folder.FullName, folder), build, prefix);

    private static async Task<byte[]> FreezeAndUnload(PluginFolder plugins)
    {
        (byte[] frozen, WeakReference context) = Freeze(plugins);
        while (context.IsAlive)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await Task.Delay(10);
        }

        return frozen;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (byte[] Frozen, WeakReference Context) Freeze(PluginFolder plugins)
    {
        PluginContext context = new("gone", plugins.Path, isCollectible: true);
        byte[] frozen = Closure.Freeze(plugins.Load(context).Build);
        context.Unload();
        return (frozen, new WeakReference(context));
    }

    private sealed class Mine;

    /// <summary>Says a number of every assembly, whatever it is.</summary>
    private sealed class NumberedAssemblies(int number) : ITypeSource
    {
        public Assembly Resolve(AssemblyIdentity identity) => throw new CodeMissingException(identity, "None is.");

        public ContextMark MarkOf(Assembly assembly) => new(ContextKind.Numbered, number, Guid.Empty);

        public bool MayBeUnloaded(in ContextMark context) => false;
    }
}
