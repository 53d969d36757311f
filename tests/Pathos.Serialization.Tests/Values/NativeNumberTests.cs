using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Pathos.Serialization.Tests;

/// <summary>Numbers as wide as a pointer travel; handles, pointers and native functions do not.</summary>
public sealed unsafe class NativeNumberTests
{
    private delegate int Callback(int value);

    [Fact]
    public void Freeze_NativeNumbersWhereverTheyStand_Travel()
    {
        nint variable = -5;
        nuint largest = nuint.MaxValue;
        nint? some = 3;
        nint? none = null;
        object boxed = (nint)7;
        nint[] items = [1, nint.MinValue];
        nuint[,] grid = { { 1, 2 }, { 3, 4 } };
        List<nint> list = [8, 9];
        (nint Count, string Name) pair = (10, "ten");
        Counters counters = new() { Count = 11, Total = 12 };
        Dictionary<nint, nuint> table = new() { [13] = 14 };
        Func<string> function = () => string.Create(CultureInfo.InvariantCulture,
            $"{variable} {largest} {some} {none} {boxed} {items[0]} {items[1]} {grid[1, 0]} {list[1]} {pair.Count} {pair.Name} {counters.Count} {counters.Total} {table[13]}");

        Assert.Equal(function(), Closure.Thaw<Func<string>>(Closure.Freeze(function))());
        Assert.True(Closure.Explain(function).IsShippable);
    }

    [Fact]
    public void Data_NativeNumbers_TravelToo()
    {
        Counters[] many = [.. Enumerable.Range(0, 200).Select(static i => new Counters { Count = i, Total = (nuint)i })];

        // More than are written before the accessors are compiled, and structs among them.
        Assert.Equal(many.Select(static c => c.Count), DataTrip.Of(many).Select(static c => c.Count));
        Assert.Equal((nint)5, DataTrip.Of((nint)5));
        Assert.Equal([(nuint)1, nuint.MaxValue], DataTrip.Of(new nuint[] { 1, nuint.MaxValue }));
        Assert.Equal((nint)6, DataTrip.Of((object)(nint)6));
        Assert.Equal(BigInteger.Pow(3, 500), DataTrip.Of(BigInteger.Pow(3, 500)));
    }

    [Fact]
    public void Write_NativeNumber_IsEightBytesLikeALong()
    {
        PayloadWriter native = new(RoundTrip.Context);
        PayloadWriter wide = new(RoundTrip.Context);
        GraphWriter graph = native.RentGraph();

        ValueCodec<nint>.Write(graph, ref Unboxed(-2));
        wide.WriteRaw(-2L);

        Assert.Equal(wide.Finish().Bytes.ToArray()[^8..], native.Finish().Bytes.ToArray()[^8..]);
    }

    [Theory]
    [InlineData("a field called handle", "closure.value._handle")]
    [InlineData("a field with a name of C", "closure.value.hFile")]
    [InlineData("a type called pointer", "closure.value.Value")]
    [InlineData("a type that is disposed of", "closure.value._number")]
    [InlineData("a type with a finaliser", "closure.value._number")]
    [InlineData("a number of the framework's that may be a handle", "closure.value._value")]
    [InlineData("handles in an array", "closure.value.Handles")]
    [InlineData("a captured variable", "closure.ptr")]
    public void Freeze_WhatSaysThatItIsAHandle_IsRefusedByExplainToo(string what, string path)
    {
        Delegate function = what switch
        {
            "a field called handle" => Capture(new Resource(1)),
            "a field with a name of C" => Capture(new Imported { hFile = 1 }),
            "a type called pointer" => Capture(new WindowPointer { Value = 1 }),
            "a type that is disposed of" => Capture(new Owned()),
            "a type with a finaliser" => Capture(new Finalised()),
            "a number of the framework's that may be a handle" => Capture(new CLong(1)),
            "handles in an array" => Capture(new ManyHandles()),
            _ => CaptureVariable(),
        };

        Assert.Equal(path, Assert.Throws<NotShippableException>(() => Closure.Freeze(function)).Path);
        Assert.Contains(Closure.Explain(function).Refusals, refusal => refusal.Path == path);
    }

    [Theory]
    [InlineData("variable", "closure.function")]
    [InlineData("field", "closure.value.Function")]
    [InlineData("struct", "closure.value.Function")]
    [InlineData("struct in an array", "closure.value[0].Function")]
    [InlineData("array", "closure.array")]
    [InlineData("grid", "closure.grid")]
    [InlineData("jagged array", "closure.jagged")]
    [InlineData("unmanaged", "closure.value.Native")]
    [InlineData("as a delegate", "closure.value")]
    [InlineData("as a part of a delegate", "closure.value[1]")]
    [InlineData("of a delegate", "closure.native")]
    public void Freeze_NativeFunctionPointer_IsRefusedByExplainToo(string where, string path)
    {
        delegate*<int, int> function = &Twice;
        delegate* unmanaged<int, int> native = (delegate* unmanaged<int, int>)Marshal.GetFunctionPointerForDelegate<Callback>(Twice);
        delegate*<int, int>[] array = [&Twice];
        delegate*<int, int>[,] grid = { { &Twice } };
        delegate*<int, int>[][] jagged = [array];
        Delegate closure = where switch
        {
            "variable" => () => function(1),
            "field" => Capture(new Holder { Function = &Twice }),
            "struct" => Capture(new Struct { Function = &Twice, Name = "n" }),
            "struct in an array" => Capture(new[] { new Struct { Function = &Twice } }),
            "array" => () => array[0](1),
            "grid" => () => grid[0, 0](1),
            "jagged array" => () => jagged[0][0](1),
            "unmanaged" => Capture(new Unmanaged { Native = native }),
            "as a delegate" => Capture(AbsoluteValue()),
            "as a part of a delegate" => Capture((Callback)Twice + AbsoluteValue()),
            _ => () => native(1),
        };

        NotShippableException refused = Assert.Throws<NotShippableException>(() => Closure.Freeze(closure));
        Assert.Equal(path, refused.Path);
        Assert.Contains(where.Contains("delegate", StringComparison.Ordinal) && where != "of a delegate" ? "native code by its address" : "A pointer or native handle", refused.Message, StringComparison.Ordinal);
        ClosureReport report = Closure.Explain(closure);
        Assert.False(report.IsShippable);
        Assert.Contains(report.Refusals, refusal => refusal.Path == path);
    }

    private static Func<object?> Capture<T>(T value) => () => value;

    private static Func<object?> CaptureVariable()
    {
        nint ptr = 1;
        return () => ptr;
    }

    /// <summary>A delegate over a function of C's own library.</summary>
    private static Callback AbsoluteValue() => Marshal.GetDelegateForFunctionPointer<Callback>(
        NativeLibrary.GetExport(NativeLibrary.Load(OperatingSystem.IsWindows() ? "msvcrt.dll" : OperatingSystem.IsMacOS() ? "libSystem.dylib" : "libc.so.6"), "abs"));

    private static int Twice(int value) => 2 * value;

    private static ref nint Unboxed(nint value) => ref new nint[] { value }[0];

    private struct Counters
    {
        public nint Count;
        public nuint Total;
    }

    private readonly struct Resource(nint handle)
    {
        private readonly nint _handle = handle;

        public override string ToString() => _handle.ToString(CultureInfo.InvariantCulture);
    }

    private sealed class Imported
    {
#pragma warning disable SA1307, IDE1006 // A name as interfaces of C have it.
        public nint hFile;
#pragma warning restore SA1307, IDE1006
    }

    private sealed class WindowPointer
    {
        public nint Value;
    }

    private sealed class ManyHandles
    {
        public nint[] Handles = [1];
    }

    private sealed class Owned : IDisposable
    {
        private readonly nint _number = 1;

        public void Dispose() => GC.KeepAlive(_number);
    }

    private sealed class Finalised
    {
        private readonly nint _number = 1;

#pragma warning disable MA0055 // The finaliser is the subject: what is released is a handle.
        ~Finalised() => GC.KeepAlive(_number);
#pragma warning restore MA0055
    }

    private sealed class Holder
    {
        public delegate*<int, int> Function;
    }

    private sealed class Unmanaged
    {
        public delegate* unmanaged<int, int> Native;
    }

    private struct Struct
    {
        public delegate*<int, int> Function;
        public string? Name;
    }
}
