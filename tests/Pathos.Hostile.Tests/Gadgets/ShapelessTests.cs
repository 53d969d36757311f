using System.Collections.ObjectModel;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Pathos.Serialization;

namespace Pathos.Hostile.Tests;

/// <summary>Bytes that announce what no object is, or more than they bring.</summary>
public sealed class ShapelessTests
{
    private const int Small = 16 << 20;
    private const int OfAFailure = 64 << 20;

    public static TheoryData<Type> NoObjects() =>
    [
        typeof(Span<int>), typeof(TypedReference), typeof(ArgIterator), typeof(void), typeof(List<>), typeof(Stream), typeof(Array), typeof(Enum), typeof(ValueType),
        typeof(Delegate), typeof(MulticastDelegate), typeof(Action), typeof(IDisposable), typeof(Console), typeof(IntPtr), typeof(UIntPtr), typeof(Pointer),
        typeof(Thread), typeof(Timer), typeof(FileStream), typeof(System.Diagnostics.Process), typeof(System.Net.Sockets.Socket), typeof(HttpClient), typeof(Lock),
        typeof(WeakReference), typeof(WeakReference<object>), typeof(CancellationTokenSource), typeof(Microsoft.Win32.SafeHandles.SafeFileHandle), typeof(AppDomain),
        typeof(System.Runtime.Loader.AssemblyLoadContext), typeof(Module), typeof(System.Data.DataView), typeof(System.Data.DataColumn), typeof(System.Runtime.InteropServices.GCHandle), typeof(RuntimeTypeHandle), typeof(System.Reflection.Emit.DynamicMethod), typeof(ThreadLocal<int>), typeof(AsyncLocal<int>),
        typeof(Exception), typeof(Nullable<int>), typeof(int).MakePointerType(), typeof(int).MakePointerType().MakeArrayType(), typeof(int),
    ];

    [Theory]
    [MemberData(nameof(NoObjects))]
    public void Object_OfATypeThatHasNone_IsRefused(Type type)
    {
        using var trap = new Trap();
        Payload payload = ByHand.Item(writer =>
        {
            writer.New(type);
            writer.WriteRaw(type == typeof(int) ? default : type.IsArray ? [1, 0, 0, 0, 0, 0, 0, 0, 0] : new ReadOnlySpan<byte>(new byte[3]));
        });

        AssertRefused(trap, payload);
    }

    [Theory]
    [InlineData(typeof(object[]))]
    [InlineData(typeof(string[]))]
    [InlineData(typeof(byte[]))]
    [InlineData(typeof(decimal[]))]
    [InlineData(typeof(GadgetTests.Stamp[]))]
    [InlineData(typeof(Wide[]))]
    [InlineData(typeof(DateTime?[]))]
    public void Array_IsLongerThanItsBytes_IsRefusedBeforeItIsMade(Type type)
    {
        foreach (int length in new[] { int.MaxValue, Array.MaxLength, 1 << 20, 1 << 17 })
        {
            using var trap = new Trap();
            AssertRefused(trap, ByHand.Item(writer => writer.New(type).WriteVarInt(length)));
        }
    }

    [Fact]
    public void Array_OfWideValues_TakesNoMoreMemoryThanItsBytesJustify()
    {
        // Each of them takes hundreds of bytes in memory, and there is one byte for each.
        using var trap = new Trap();
        Payload payload = ByHand.Item(static writer =>
        {
            writer.New(typeof(Wide[])).WriteVarInt(60_000);
            writer.WriteRaw(new ReadOnlySpan<byte>(new byte[60_000]));
        });

        AssertRefused(trap, payload);
    }

    [Theory]
    [InlineData(new[] { int.MaxValue, 2 })]
    [InlineData(new[] { int.MaxValue, int.MaxValue })]
    [InlineData(new[] { 0, int.MaxValue })]
    [InlineData(new[] { 100_000, 100_000 })]
    public void Grid_IsLargerThanItsBytes_TakesNoMemory(int[] lengths)
    {
        foreach (Type type in new[] { typeof(object[,]), typeof(int[,]) })
        {
            using var trap = new Trap();
            Payload payload = ByHand.Item(writer =>
            {
                writer.New(type);
                foreach (int length in lengths)
                {
                    writer.WriteVarInt(length);
                    writer.WriteRaw(int.MinValue);
                }
            });

            Exception? error = Record.Exception(() => Read<object>(payload));

            Assert.True(error is InvalidDataException or null, error?.ToString());
            Assert.True(trap.Allocated < Small, $"{trap.Allocated} bytes");
        }
    }

    [Theory]
    [InlineData(10_000)]
    [InlineData(100_000)]
    public void Sets_NestWithoutEnd_AreRefused(int depth)
    {
        using var trap = new Trap();

        AssertRefused(trap, ByHand.Item(writer =>
        {
            for (int level = 0; level < depth; level++)
            {
                writer.New(typeof(HashSet<object>)).WriteVarInt(ReferenceTag.Null);
                writer.New(typeof(object[])).WriteVarInt(1);
            }
        }), OfAFailure);
    }

    [Fact]
    public void Exceptions_NestInEachOthersData_ArriveWithoutWhatIsTooDeep()
    {
        using var trap = new Trap();
        var writer = new PayloadWriter(CodeContext.Default);
        WriteNested(writer, 5000);
        Payload payload = writer.Finish();

        Exception? error = Record.Exception(() => ExceptionCodec.Read(GadgetTests.Open(payload), "worker"));

        Assert.True(error is InvalidDataException or null, error?.ToString());
        trap.AssertUntouched();
    }

    [Fact]
    public void Object_OfAnotherTypeThanItsPlace_IsRefused()
    {
        using var trap = new Trap();

        AssertRefused(trap, ByHand.Item(static writer =>
        {
            writer.New(typeof(PlaceOf<Version>));
            writer.New(typeof(int[])).WriteVarInt(0);
        }));
        AssertRefused(trap, ByHand.Item(static writer =>
        {
            writer.New(typeof(List<Version>));
            writer.New(typeof(int[])).WriteVarInt(0);
        }));
    }

    [Fact]
    public void Block_IsTakenTwice_IsRefused()
    {
        using var trap = new Trap();
        var block = new int[PayloadWriter.BlockThreshold];
        Payload payload = ByHand.Item(writer =>
        {
            writer.New(typeof(object[])).WriteVarInt(2);
            writer.New(typeof(int[])).WriteVarInt(block.Length);
            writer.WriteBlock(block);
            writer.New(typeof(int[])).WriteVarInt(block.Length);
            writer.WriteVarInt(0);
        });

        AssertRefused(trap, payload);
    }

    [Theory]
    [InlineData("(a+)+$", RegexOptions.None)]
    [InlineData("(((((((((a{1,9}){1,9}){1,9}){1,9}){1,9}){1,9}){1,9}){1,9}){1,9})", RegexOptions.None)]
    [InlineData("(a{1000}){1000}", RegexOptions.Compiled)]
    [InlineData("((a{1,1000}){1,1000}){1,1000}", RegexOptions.NonBacktracking)]
    [InlineData("a{2147483647}", RegexOptions.NonBacktracking)]
    [InlineData("[", RegexOptions.None)]
    [InlineData("a", (RegexOptions)int.MaxValue)]
    public void Regex_IsHostile_IsOnlyParsed(string pattern, RegexOptions options)
    {
        using var trap = new Trap();
        Payload payload = ByHand.Item(writer =>
        {
            writer.New(typeof(Regex)).WriteString(pattern);
            writer.WriteVarInt((int)options);
            writer.WriteRaw(Regex.InfiniteMatchTimeout.Ticks);
        });

        Exception? error = Record.Exception(() => Read<Regex>(payload));

        Assert.True(error is InvalidDataException or null, error?.ToString());
        Assert.True(trap.Allocated < Small, $"{trap.Allocated} bytes");
        trap.AssertUntouched();
    }

    [Theory]
    [InlineData("(", ")")]
    [InlineData("(?:a|", ")")]
    [InlineData("(a", "){2,3}")]
    [InlineData("[a-[", "]]")]
    [InlineData("a|", "")]
    public void Regex_IsHuge_TakesMemoryInProportion(string left, string right)
    {
        using var trap = new Trap();
        string pattern = string.Concat(Enumerable.Repeat(left, 20_000)) + "a" + string.Concat(Enumerable.Repeat(right, 20_000));
        Payload payload = ByHand.Item(writer =>
        {
            writer.New(typeof(Regex)).WriteString(pattern);
            writer.WriteVarInt((int)RegexOptions.Compiled);
            writer.WriteRaw(Regex.InfiniteMatchTimeout.Ticks);
        });

        Exception? error = Record.Exception(() => Read<Regex>(payload));

        Assert.True(error is InvalidDataException or null, error?.ToString());
        Assert.True(trap.Allocated < 64 << 20, $"{trap.Allocated} bytes");
    }

    [Fact]
    public void Cultures_WithoutEnd_LeaveNothingBehind()
    {
        using var trap = new Trap();
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int number = 0; number < 20_000; number++)
        {
            Payload payload = ByHand.Item(writer =>
            {
                writer.New(typeof(CultureInfo)).WriteString(string.Create(CultureInfo.InvariantCulture, $"en-x-{number:D6}"));
                writer.WriteByte(1);
            });
            _ = Record.Exception(() => Read<CultureInfo>(payload));
        }

        long grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(grown < Small, $"{grown} bytes");
    }

    [Fact]
    public void Aggregate_HoldsAListOfTheProgram_ItIsNotAsked()
    {
        using var trap = new Trap();
        Payload payload = GadgetTests.Build(trap, () =>
        {
            var aggregate = new AggregateException(new InvalidOperationException("inner"));
            var list = new ReadOnlyCollection<Exception>(new BusyList<Exception>(new InvalidOperationException("listed")));
            typeof(AggregateException).GetField("_rocView", BindingFlags.Instance | BindingFlags.NonPublic)!.SetValue(aggregate, list);
            var writer = new PayloadWriter(CodeContext.Default);
            ExceptionCodec.Write(writer, aggregate);
            return writer.Finish();
        });

        _ = ExceptionCodec.Read(GadgetTests.Open(payload), "worker");

        trap.AssertUntouched();
    }

    [Fact]
    public void Exception_OverridesEverything_IsNotCalled()
    {
        using var trap = new Trap();
        Payload payload = GadgetTests.Build(trap, static () => Written(new BusyException { HelpLink = "link", Source = "source", Data = { ["key"] = "value" } }));

        Exception error = ExceptionCodec.Read(GadgetTests.Open(payload), "worker");

        Assert.IsType<BusyException>(error);
        trap.AssertUntouched();
    }

    [Fact]
    public void Exception_HasAFinaliser_ArrivesAsText()
    {
        using var trap = new Trap();
        Payload payload = GadgetTests.Build(trap, static () => Written(new FinalException()));

        Assert.IsType<RemoteException>(ExceptionCodec.Read(GadgetTests.Open(payload), "worker"));

        trap.AssertUntouched();
    }

    [Fact]
    public void Exception_HasAStaticConstructor_ArrivesAsText()
    {
        using var trap = new Trap();
        Payload payload = GadgetTests.Build(trap, static () =>
        {
            Payload written = Written(new QuietException<Alone> { Why = "why" });
            byte[] bytes = written.Bytes.ToArray();
            Disguise.Replace(bytes, typeof(QuietException<>), typeof(StarterException<>));
            return new Payload(bytes, written.Blocks);
        });

        Assert.IsType<RemoteException>(ExceptionCodec.Read(GadgetTests.Open(payload), "worker"));

        trap.AssertUntouched();
    }

    private static Payload Written(Exception error)
    {
        var writer = new PayloadWriter(CodeContext.Default);
        ExceptionCodec.Write(writer, error);
        return writer.Finish();
    }

    /// <summary>An exception in the data of an exception, and so on.</summary>
    private static void WriteNested(PayloadWriter writer, int depth)
    {
        writer.WriteVarInt(ExceptionTag.New);
        WriteHead(writer);
        for (int id = 0; id < depth; id++)
        {
            writer.WriteVarInt(1 + id);
            writer.WriteVarInt(1);
            int part = writer.ReserveLength();
            writer.WriteRaw(1);
            writer.WriteVarInt(ReferenceTag.Text);
            writer.WriteVarInt(ReferenceTag.TextTags);
            writer.New(typeof(Exception));
            WriteHead(writer);
            writer.PatchLength(part, writer.Position - part - (2 * sizeof(int)));
            writer.WriteVarInt(0);
        }

        writer.WriteVarInt(0);
    }

    private static void WriteHead(PayloadWriter writer)
    {
        writer.WriteByte(ExceptionKind.Text);
        for (int text = 0; text < 6; text++)
        {
            writer.WriteString("t");
        }

        writer.WriteRaw(0);
        writer.WriteVarInt(ExceptionTag.Null);
    }

    private static T Read<T>(Payload payload)
    {
        var read = new T[1];
        ItemCodec<T>.Read(GadgetTests.Open(payload), read, onFailed: null);
        return read[0];
    }

    private static void AssertRefused(Trap trap, Payload payload, int bound = Small)
    {
        Exception? error = Record.Exception(() => Read<object>(payload));

        Assert.True(error is InvalidDataException or CodeException, error?.ToString() ?? "It arrived.");
        trap.AssertUntouched();
        Assert.True(trap.Allocated < bound, $"{trap.Allocated} bytes");
    }

    private sealed class Alone;

    private struct Wide
    {
        public Four A, B, C, D;
    }

    private struct Four
    {
        public Quarter A, B, C, D;
    }

    private struct Quarter
    {
        public string A, B, C, D;
    }
}
