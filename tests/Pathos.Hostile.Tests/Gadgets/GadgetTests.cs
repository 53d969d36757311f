using System.Collections;
using Pathos.Serialization;

[assembly: CollectionBehavior(DisableTestParallelization = true)]
[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]

namespace Pathos.Hostile.Tests;

/// <summary>Every gadget in every place where a worker may put something: nothing runs, and the item fails or arrives inert.</summary>
public sealed class GadgetTests
{
    private const long MemoryBound = 32 << 20;

    private static readonly Dictionary<string, Place> s_places = new()
    {
        ["an object"] = new Place<object>(static gadget => gadget, static value => value, typeof(P0)),
        ["an array of objects"] = new Place<object[]>(static gadget => [gadget], static value => value[0], typeof(P1)),
        ["a list behind an interface"] = new Place<IReadOnlyList<object>>(static gadget => [1, gadget], static value => value[1], typeof(P2)),
        ["a record"] = new Place<Envelope>(static gadget => new Envelope("to", gadget), static value => value.Content, typeof(P3)),
        ["a value of a record"] = new Place<Stamp>(static gadget => new Stamp(1, gadget), static value => value.Content, typeof(P4)),
        ["the values of a dictionary"] = new Place<Dictionary<string, object>>(static gadget => new() { ["a"] = gadget }, static value => value["a"], typeof(P5)),
        ["the data of an exception"] = new ExceptionPlace(WithData, static error => error.Data["gadget"], typeof(P6)),
        ["a field of an exception"] = new ExceptionPlace(static gadget => new HolderException(gadget), static error => (error as HolderException)?.Held, typeof(P7)),
        ["the data of an inner exception"] = new ExceptionPlace(static gadget => new InvalidOperationException("outer", WithData(gadget)), static error => error.InnerException!.Data["gadget"], typeof(P8)),
    };

    public static TheoryData<string> Biting() => [.. Gadgets.All.Values.Where(static gadget => gadget.Bites).Select(static gadget => gadget.Name)];

    public static TheoryData<string> All() => [.. Gadgets.All.Keys];

    [Theory]
    [MemberData(nameof(All))]
    public void Gadget_InEveryPlaceOfData_DoesNothing(string gadget)
    {
        using var trap = new Trap();
        foreach ((string name, Place place) in s_places)
        {
            (Exception? error, object? arrived) = place.Send(Gadgets.All[gadget], trap);

            Assert.False(trap.IsMarked, $"It ran, in {name}.");
            Assert.True(error is InvalidDataException or CodeException or null, $"{name}: {error}");
            if (Gadgets.All[gadget].Fate == Fate.Inert)
            {
                Assert.True(error is null && arrived is not null, $"{name}: {error}");
            }
            else
            {
                Assert.True(arrived is null && (error is null) == place is ExceptionPlace, $"It arrived, in {name}.");
            }
        }

        trap.AssertUntouched();
        Assert.True(trap.Allocated < MemoryBound, $"{trap.Allocated} bytes");
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Gadget_WhereANumberWasAsked_IsNoNumber(string gadget)
    {
        using var trap = new Trap();
        Payload payload = Build(trap, () => Gadgets.All[gadget].Write<object>(static value => value, typeof(P9)));

        Exception? error = Record.Exception(() => ItemCodec<int>.Read(Open(payload), new int[1], onFailed: null));

        Assert.True(error is InvalidDataException or null, error?.ToString());
        Assert.False(trap.IsMarked);
    }

    /// <summary>The gadgets are real: a reader of code sets them off. So it is the reader of data that keeps them quiet.</summary>
    [Theory]
    [MemberData(nameof(Biting))]
    public void Gadget_ReadByAReaderOfCode_Bites(string gadget)
    {
        using var trap = new Trap();
        Payload payload = Build(trap, () => Gadgets.All[gadget].Write<object>(static value => value, typeof(P10)));

        ReadAsCode(payload);

        Assert.True(SpinWait.SpinUntil(() => trap.IsSprung, TestTimeouts.Unexpected));
    }

    internal static Payload Build(Trap trap, Func<Payload> build)
    {
        Bait.Folder = null;
        Gadgets.MarksOfReader = trap.Folder;
        try
        {
            return build();
        }
        finally
        {
            Bait.Folder = trap.Folder;
        }
    }

    internal static DataReader Open(Payload payload) => new(new DataContext(new LoadedAssemblies(), new BusySerializer()), payload.Bytes, payload.Blocks);

    // Apart, so that nothing on the stack of the test keeps what was read from the collector.
    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static void ReadAsCode(Payload payload)
    {
        try
        {
            ItemCodec<object>.Read(new CodeReader(CodeContext.Default, payload.Bytes, payload.Blocks), new object[1], onFailed: null);
        }
        catch (Exception error) when (error is InvalidDataException or InvalidOperationException or ArgumentException)
        {
            // It bit first.
        }
    }

    private static Exception WithData(object gadget) => new ArgumentException("with data") { Data = { ["gadget"] = gadget } };

    internal sealed record Envelope(string To, object Content);

    internal record struct Stamp(int Number, object Content);

    private sealed class P0;

    private sealed class P1;

    private sealed class P2;

    private sealed class P3;

    private sealed class P4;

    private sealed class P5;

    private sealed class P6;

    private sealed class P7;

    private sealed class P8;

    private sealed class P9;

    private sealed class P10;

    private abstract class Place
    {
        public abstract (Exception? Error, object? Arrived) Send(Gadget gadget, Trap trap);
    }

    private sealed class Place<T>(Func<object, T> put, Func<T, object?> take, Type number) : Place
    {
        public override (Exception? Error, object? Arrived) Send(Gadget gadget, Trap trap)
        {
            Payload payload = Build(trap, () => gadget.Write(put, number));
            var read = new T[1];
            Exception? error = null;
            ItemCodec<T>.Read(Open(payload), read, (_, failure) => error = failure);
            return (error, error is null ? take(read[0]) : null);
        }
    }

    private sealed class ExceptionPlace(Func<object, Exception> put, Func<Exception, object?> take, Type number) : Place
    {
        public override (Exception? Error, object? Arrived) Send(Gadget gadget, Trap trap)
        {
            Payload payload = Build(trap, () => gadget.WriteException(put, number));
            return (null, take(ExceptionCodec.Read(Open(payload), "worker")));
        }
    }
}
