using System.Reflection;

namespace Pathos.Serialization.Tests;

public sealed class AssemblyTests
{
    private static readonly Assembly s_own = typeof(AssemblyTests).Assembly;
    private static readonly ShippedCode s_shipped = Shipped();

    [Fact]
    public void Find_LoadedAssemblyByBuild_GivesItsFile()
    {
        AssemblyReply? reply = s_shipped.Find(new AssemblyRequest(s_own.GetName().Name!, s_own.ManifestModule.ModuleVersionId, Native: false));

        Assert.Equal(s_own.Location, reply?.Path);
        Assert.Null(reply!.Image);
    }

    [Fact]
    public void Find_AnyBuildOfAName_GivesTheLoadedOne()
    {
        AssemblyReply? reply = s_shipped.Find(new AssemblyRequest("xunit.assert", Guid.Empty, Native: false));

        Assert.Equal(typeof(Assert).Assembly.ManifestModule.ModuleVersionId, reply?.Mvid);
    }

    private static ShippedCode Shipped()
    {
        var shipped = new ShippedCode();
        shipped.Add(s_own);
        return shipped;
    }

    [Theory]
    [InlineData("System.Linq")]
    [InlineData("System.Private.CoreLib")]
    [InlineData("No.Such.Assembly")]
    [InlineData("../../Pathos.Serialization.Peer")]
    public void Find_FrameworkOrUnknownOrOutside_GivesNothing(string name) =>
        Assert.Null(s_shipped.Find(new AssemblyRequest(name, Guid.Empty, Native: false)));

    [Theory]
    [InlineData("../evil")]
    [InlineData("no_such_library")]
    public void Find_NativeLibraryThatIsNotTheProgramsOwn_GivesNothing(string name) =>
        Assert.Null(s_shipped.Find(new AssemblyRequest(name, Guid.Empty, Native: true)));

    [Fact]
    public void Recover_AssemblyLoadedFromBytes_GivesThoseBytes()
    {
        byte[] bytes = File.ReadAllBytes(s_own.Location);
        System.Runtime.Loader.AssemblyLoadContext context = new("bytes", isCollectible: true);
        Assembly copy = context.LoadFromStream(new MemoryStream(bytes));

        Assert.Equal(bytes, AssemblyImage.Recover(copy));
    }

    [Fact]
    public void Resolve_LoadedBuild_GivesIt() =>
        Assert.Same(s_own, new LoadedAssemblies().Resolve(Identity(s_own)));

    [Fact]
    public void Resolve_UnknownBuildOnTheClient_LoadsNothing()
    {
        CodeMissingException failure = Assert.Throws<CodeMissingException>(() =>
            new LoadedAssemblies().Resolve(new AssemblyIdentity("Elsewhere", Guid.NewGuid(), s_own.Location)));

        Assert.Equal("Elsewhere", failure.Identity.Name);
    }

    [Fact]
    public void Resolve_AnotherBuildOfALoadedName_IsAConflict()
    {
        ShippedAssemblies shipped = new(static _ => throw new InvalidOperationException("asked"), static _ => null);
        Guid other = Guid.NewGuid();

        CodeConflictException conflict = Assert.Throws<CodeConflictException>(() => shipped.Resolve(Identity(s_own) with { Mvid = other }));

        Assert.Equal(other, conflict.Identity.Mvid);
        Assert.Equal(s_own.ManifestModule.ModuleVersionId, conflict.Loaded);
    }

    [Fact]
    public void Resolve_NobodyHasIt_SaysWhatIsMissing()
    {
        ShippedAssemblies shipped = new(static _ => null, static _ => null);

        CodeMissingException failure = Assert.Throws<CodeMissingException>(() => shipped.Resolve(new AssemblyIdentity("Nowhere", Guid.NewGuid(), null)));

        Assert.Contains("Nowhere", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TypeOfAConflictingBuild_IsAConflictNotDamage()
    {
        PayloadWriter writer = new(RoundTrip.Context);
        ObjectGraph.Write(writer, new Mine(), "argument");
        Payload payload = writer.Finish();
        CodeContext elsewhere = new(new ConflictingAssemblies());

        Assert.Throws<CodeConflictException>(() => ObjectGraph.Read(new CodeReader(elsewhere, payload.Bytes, payload.Blocks)));
    }

    [Fact]
    public void Read_FrameworkMarkerOnAnotherAssembly_LoadsNothing()
    {
        Assert.Throws<TypeLoadException>(() => FrameworkTypes.Resolve("xunit.assert", "Xunit.Assert"));
        Assert.Throws<TypeLoadException>(() => FrameworkTypes.Resolve("../../evil", "Evil"));
    }

    [Fact]
    public void Write_TypeOfAnAssemblyThatOnlyIsNamedAsTheFrameworks_ArrivesAsThatType()
    {
        var context = new System.Runtime.Loader.AssemblyLoadContext("another", isCollectible: false);
        Type another = context.LoadFromStream(Emit("System.Text.Json", "System.Text.Json.JsonSerializer")).GetType("System.Text.Json.JsonSerializer", throwOnError: true)!;

        Assert.NotSame(typeof(System.Text.Json.JsonSerializer), another);
        Assert.Same(another, RoundTrip.Of(another));
        Assert.Same(typeof(System.Text.Json.JsonSerializer), RoundTrip.Of(typeof(System.Text.Json.JsonSerializer)));
    }

    [Fact]
    public void Write_TypeOfAnAssemblyThatOnlyIsNamedAsOurs_ArrivesAsThatType()
    {
        var context = new System.Runtime.Loader.AssemblyLoadContext("another", isCollectible: false);
        Type another = context.LoadFromStream(Emit("Pathos.Core", "Pathos.Another")).GetType("Pathos.Another", throwOnError: true)!;

        Assert.Equal(Origin.User, AssemblyOrigin.Of(another.Assembly));
    }

    private static MemoryStream Emit(string assembly, string type)
    {
        var emitted = new System.Reflection.Emit.PersistedAssemblyBuilder(new AssemblyName(assembly), typeof(object).Assembly);
        emitted.DefineDynamicModule(assembly).DefineType(type, TypeAttributes.Public).CreateType();
        var image = new MemoryStream();
        emitted.Save(image);
        image.Position = 0;
        return image;
    }

    private static AssemblyIdentity Identity(Assembly assembly) =>
        new(assembly.GetName().Name!, assembly.ManifestModule.ModuleVersionId, assembly.Location);

    private sealed class Mine;

    private sealed class ConflictingAssemblies : ITypeSource
    {
        public Assembly Resolve(AssemblyIdentity identity) => throw new CodeConflictException(identity, Guid.NewGuid());

        public ContextMark MarkOf(Assembly assembly) => default;

        public bool MayBeUnloaded(in ContextMark context) => false;
    }
}
