using System.Linq.Expressions;
using System.Net.Http;
using System.Net.Sockets;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace Pathos.Serialization.Tests;

public sealed class RefusalTests
{
    private static readonly Dictionary<string, (string Path, Func<Delegate> Make)> s_refusals = new(StringComparer.Ordinal)
    {
        ["HttpClient"] = ("closure.value", () => Capture(new HttpClient())),
        ["HttpClient in a field"] = ("closure.value._client", () => Capture(new Service())),
        ["HttpClient in a property"] = ("closure.value.Client", () => Capture(new Exposing())),
        ["HttpClient in a list"] = ("closure.value[1]", () => Capture(new List<object?> { null, new HttpClient() })),
        ["HttpClient in an array"] = ("closure.value[2]", () => Capture(new object?[] { null, null, new HttpClient() })),
        ["HttpClient in a dictionary"] = ("closure.value[\"b\"]", () => Capture(new Dictionary<string, object> { ["a"] = 1, ["b"] = new HttpClient() })),
        ["HttpClient in a struct"] = ("closure.value.value", () => Capture(new KeyValuePair<string, object>("k", new HttpClient()))),
        ["HttpClient in an array of structs"] = ("closure.value[1].value", () => Capture(new KeyValuePair<string, object?>[] { new("a", null), new("k", new HttpClient()) })),
        ["HttpClient in this"] = ("closure.this._client", () => new Service().UsesClient()),
        ["HttpClient in a captured delegate"] = ("closure.value.client", () => { HttpClient client = new(); Func<object?> inner = () => client.Timeout; return Capture(inner); }),
        ["Thread"] = ("closure.value", () => Capture(Thread.CurrentThread)),
        ["Stream"] = ("closure.value", () => Capture(new MemoryStream())),
        ["Stream inside a reader"] = ("closure.value._stream", () => Capture(new StreamReader(new MemoryStream()))),
        ["Socket"] = ("closure.value", () => { using Socket socket = new(SocketType.Stream, ProtocolType.Tcp); return Capture(socket); }),
        ["SafeHandle"] = ("closure.value", () => Capture(new Microsoft.Win32.SafeHandles.SafeFileHandle())),
        ["Lock"] = ("closure.value", () => Capture(new Lock())),
        ["SemaphoreSlim"] = ("closure.value", () => { using SemaphoreSlim semaphore = new(1); return Capture(semaphore); }),
        ["Mutex"] = ("closure.value", () => { using Mutex mutex = new(); return Capture(mutex); }),
        ["Timer"] = ("closure.value", () => { using Timer timer = new(static _ => { }); return Capture(timer); }),
        ["running Task"] = ("closure.value", () => Capture(new TaskCompletionSource<int>().Task)),
        ["CancellationTokenSource"] = ("closure.value", () => { using CancellationTokenSource source = new(); return Capture(source); }),
        ["live CancellationToken"] = ("closure.value", () => { using CancellationTokenSource source = new(); return Capture(source.Token); }),
        ["WeakReference"] = ("closure.value", () => Capture(new WeakReference(new object()))),
        ["typed WeakReference"] = ("closure.value", () => Capture(new WeakReference<object>(new object()))),
        ["ConditionalWeakTable"] = ("closure.value", () => Capture(new ConditionalWeakTable<object, object>())),
        ["ThreadLocal"] = ("closure.value", () => { using ThreadLocal<int> local = new(); return Capture(local); }),
        ["AsyncLocal"] = ("closure.value", () => Capture(new AsyncLocal<int>())),
        ["pointer in a struct"] = ("closure.value._handle", () => Capture(new WithHandle(1))),
        ["IServiceProvider"] = ("closure.value", () => Capture(new Services())),
        ["Process"] = ("closure.value", () => { using System.Diagnostics.Process process = System.Diagnostics.Process.GetCurrentProcess(); return Capture(process); }),
        ["FileSystemWatcher"] = ("closure.value", () => { using FileSystemWatcher watcher = new(); return Capture(watcher); }),
        ["DbConnection"] = ("closure.value", () => { using FakeConnection connection = new(); return Capture(connection); }),
        ["TaskScheduler"] = ("closure.value", () => Capture(TaskScheduler.Default)),
        ["compiled expression"] = ("closure", () => Expression.Lambda<Func<int>>(Expression.Constant(1)).Compile()),
        ["captured compiled expression"] = ("closure.value", () => Capture(Expression.Lambda<Func<int>>(Expression.Constant(1)).Compile())),
        ["dynamic method"] = ("closure", MakeDynamicMethod),
        ["emitted type"] = ("closure.value", () => Capture(Activator.CreateInstance(MakeType())!)),
        ["emitted type as a Type"] = ("closure.value", () => Capture(MakeType())),
        ["started iterator over a stream"] = ("closure.value.stream", () => { using MemoryStream stream = new(); IEnumerator<int> items = Bytes(stream).GetEnumerator(); items.MoveNext(); return Capture(items); }),
        ["frozen collection that contains itself"] = ("closure.value[\"k\"].Map", () => Capture(SelfContaining())),
    };

    public static TheoryData<string> Names => [.. s_refusals.Keys];

    /// <summary>Gets what no pool can send either.</summary>
    public static TheoryData<string> NamesWithAPool => [.. s_refusals.Keys.Where(static name => name != "live CancellationToken")];

    [Theory]
    [MemberData(nameof(Names))]
    public void Freeze_SomethingThatCannotTravel_NamesPathAndAdvice(string name)
    {
        (string path, Func<Delegate> make) = s_refusals[name];

        NotShippableException refusal = Assert.Throws<NotShippableException>(() => Closure.Freeze(make()));

        Assert.Equal(path, refusal.Path);
        Assert.NotEmpty(refusal.Advice);
        Assert.NotEmpty(refusal.TypeName);
        Assert.Contains(path, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(NamesWithAPool))]
    public void Explain_SomethingThatCannotTravel_ReportsItAndDoesNotThrow(string name)
    {
        (string path, Func<Delegate> make) = s_refusals[name];

        ClosureReport report = Closure.Explain(make());

        Assert.False(report.IsShippable);
        Assert.Contains(report.Refusals, r => r.Path == path && r.Advice.Length > 0);
    }

    [Fact]
    public void Freeze_RefusedAtTheEndOfALongList_NamesBothEndsOfThePath()
    {
        Link head = new() { Value = new HttpClient() };
        for (int i = 0; i < 100_000; i++)
        {
            head = new Link { Next = head };
        }

        NotShippableException refusal = Assert.Throws<NotShippableException>(() => Closure.Freeze(Capture(head)));

        Assert.StartsWith("closure...", refusal.Path, StringComparison.Ordinal);
        Assert.EndsWith(".Next.Value", refusal.Path, StringComparison.Ordinal);
        Assert.True(refusal.Path.Length < 400);
    }

    private static Func<object?> Capture<T>(T value) => () => value;

    private static IEnumerable<int> Bytes(MemoryStream stream)
    {
        yield return 0;
        yield return stream.ReadByte();
    }

    private static Func<int> MakeDynamicMethod()
    {
        DynamicMethod method = new("f", typeof(int), null);
        ILGenerator il = method.GetILGenerator();
        il.Emit(OpCodes.Ldc_I4_1);
        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<Func<int>>();
    }

    private static Type MakeType() => AssemblyBuilder
        .DefineDynamicAssembly(new AssemblyName("Emitted"), AssemblyBuilderAccess.Run)
        .DefineDynamicModule("m").DefineType("T", TypeAttributes.Public).CreateType();

    private static System.Collections.Frozen.FrozenDictionary<string, MapHolder> SelfContaining()
    {
        MapHolder holder = new();
        holder.Map = System.Collections.Frozen.FrozenDictionary.ToFrozenDictionary([KeyValuePair.Create("k", holder)]);
        return holder.Map;
    }

    private sealed class MapHolder
    {
        public System.Collections.Frozen.FrozenDictionary<string, MapHolder>? Map { get; set; }
    }

    private sealed class Link
    {
        public Link? Next { get; set; }

        public object? Value { get; set; }
    }

    private sealed class Service
    {
        private readonly HttpClient _client = new();

        public Func<object?> UsesClient() => () => _client.Timeout;
    }

    private sealed class Exposing
    {
        public HttpClient Client { get; } = new();
    }

    private readonly struct WithHandle(nint handle)
    {
        private readonly nint _handle = handle;

        public override string ToString() => _handle.ToString();
    }

    private sealed class Services : IServiceProvider
    {
        public object? GetService(Type serviceType) => null;
    }

    private sealed class FakeConnection : System.Data.Common.DbConnection
    {
        [System.Diagnostics.CodeAnalysis.AllowNull]
        public override string ConnectionString { get; set; } = "";

        public override string Database => "";

        public override string DataSource => "";

        public override string ServerVersion => "";

        public override System.Data.ConnectionState State => System.Data.ConnectionState.Closed;

        public override void ChangeDatabase(string databaseName)
        {
        }

        public override void Close()
        {
        }

        public override void Open()
        {
        }

        protected override System.Data.Common.DbTransaction BeginDbTransaction(System.Data.IsolationLevel isolationLevel) => throw new NotSupportedException();

        protected override System.Data.Common.DbCommand CreateDbCommand() => throw new NotSupportedException();
    }
}
