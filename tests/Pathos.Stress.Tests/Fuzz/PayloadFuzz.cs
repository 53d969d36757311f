using System.Reflection;
using System.Reflection.Emit;
using System.Text;
using Pathos.Serialization;

namespace Pathos.Stress.Tests;

/// <summary>Hostile payloads to the parent's side of the serialiser: a typed error, no memory beyond what the bytes justify, no code that was not there.</summary>
public sealed class PayloadFuzz
{
    // What one byte of a payload may become: an element of the largest struct here, in an object graph with its plans.
    private const long BytesPerByte = 512;
    private const long BytesPerPayload = 1 << 20;

    private readonly CodeContext _context = new(new LoadedAssemblies());

    public enum Kind
    {
        Ints,
        Texts,
        Orders,
        Graphs,
        Structs,
        Exception,
    }

    [Theory]
    [InlineData(Kind.Ints)]
    [InlineData(Kind.Texts)]
    [InlineData(Kind.Orders)]
    [InlineData(Kind.Graphs)]
    [InlineData(Kind.Structs)]
    [InlineData(Kind.Exception)]
    public void Decode_MutatedPayload_EndsInAValueOrATypedErrorWithinBounds(Kind kind)
    {
        int rounds = 10_000 * SoakSettings.FuzzFactor;
        var mutator = new Mutator(SoakSettings.Seed);
        byte[] good = Encode(kind);
        Decode(kind, good);
        (byte[] table, byte[] body) = Parts(good);

        for (int round = 0; round < rounds; round++)
        {
            // Where the lengths are right again, what is wrong is met further inside.
            byte[] bytes = (round % 4) switch
            {
                0 => mutator.Mutate(good),
                1 => Joined(mutator.Mutate(table), body),
                _ => Joined(table, mutator.Mutate(body)),
            };
            long before = GC.GetAllocatedBytesForCurrentThread();
            Exception? error = Record.Exception(() => Decode(kind, bytes));
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

            Assert.True(error is null or InvalidDataException or CodeException, $"Seed {SoakSettings.Seed}, round {round}: {error}");
            Assert.True(allocated < BytesPerPayload + (bytes.Length * BytesPerByte), $"Seed {SoakSettings.Seed}, round {round}: {bytes.Length} bytes became {allocated}.");
        }
    }

    [Fact]
    public void Decode_NameOfATypeBringsAnAssembly_NothingIsLoaded()
    {
        const string Bait = "Pathos.Distributed.Parent";
        Assert.DoesNotContain(AppDomain.CurrentDomain.GetAssemblies(), static assembly => assembly.GetName().Name == Bait);

        foreach (string type in new[] { $"System.Collections.Generic.List`1[[{Bait}.BusyPool, {Bait}]]", $"System.Collections.Generic.List`1[[System.Int32]], {Bait}", $"{Bait}.BusyPool, {Bait}" })
        {
            Assert.Throws<InvalidDataException>(() => ReadType(0, FrameworkType("System.Private.CoreLib", type)));
        }

        Assert.Throws<InvalidDataException>(() => ReadType(0, FrameworkType(Bait, $"{Bait}.BusyPool")));
        Assert.DoesNotContain(AppDomain.CurrentDomain.GetAssemblies(), static assembly => assembly.GetName().Name == Bait);
    }

    [Fact]
    public void Decode_UserTypeOfAnAssemblyThatIsNotLoaded_NothingIsLoaded()
    {
        // One that the program does not list: its own dependencies it may load.
        const string Name = "Pathos.Stress.Tests.Uploaded";
        using var folder = new TestFolder();
        string path = Path.Combine(folder.Path, Name + ".dll");
        var builder = new PersistedAssemblyBuilder(new AssemblyName(Name), typeof(object).Assembly);
        builder.DefineDynamicModule(Name).DefineType("Uploaded", TypeAttributes.Public).CreateType();
        builder.Save(path);
        Guid mvid = AssemblyCatalog.MvidOf(path)!.Value;
        byte[] assembly = [(byte)EntryKind.Assembly, .. Text(Name), .. mvid.ToByteArray(), .. Text(path)];
        byte[][] contexts = [[(byte)ContextKind.Default], [(byte)ContextKind.Numbered, 1], [(byte)ContextKind.Foreign]];

        Assert.All(
            contexts,
            context => Assert.ThrowsAny<CodeException>(() => ReadType(1, [.. assembly, .. context], [(byte)EntryKind.UserType, 0, .. Number(0x02000002)])));
        Assert.DoesNotContain(AppDomain.CurrentDomain.GetAssemblies(), static loaded => loaded.GetName().Name == Name);
    }

    [Theory]
    [InlineData(100_000)]
    [InlineData(600)]
    public void Decode_TypesBuildOnEachOther_EndsInAnError(int depth)
    {
        IEnumerable<byte[]> entries = Enumerable.Range(1, depth).Select(static index => (byte[])[(byte)EntryKind.ArrayType, .. Number(index - 1), 0]);

        Assert.Throws<InvalidDataException>(() => ReadType(depth, [FrameworkType("System.Private.CoreLib", "System.Object"), .. entries]));
    }

    [Fact]
    public void Decode_TypeDoublesWithEveryEntry_EndsInAnError()
    {
        // Sixty entries that name a type with 2^60 parts: its name alone would fill every memory.
        byte[] pair = FrameworkType("System.Private.CoreLib", "System.Tuple`2");
        IEnumerable<byte[]> entries = Enumerable.Range(2, 60).Select(static index => (byte[])[(byte)EntryKind.ConstructedType, 1, 2, .. Number(index == 2 ? 0 : index - 1), .. Number(index == 2 ? 0 : index - 1)]);

        Assert.Throws<InvalidDataException>(() => ReadType(61, [FrameworkType("System.Private.CoreLib", "System.String"), pair, .. entries]));
    }

    [Fact]
    public void Decode_EverNewTypes_EndsInAnError()
    {
        Assert.Equal(typeof(Tuple<string, string>), ReadType(2, FrameworkType("System.Private.CoreLib", "System.String"), FrameworkType("System.Private.CoreLib", "System.Tuple`2"), [(byte)EntryKind.ConstructedType, 1, 2, 0, 0]));

        // Pairs of pairs of a few types: some hundred thousand of them.
        string[] names = ["System.String", "System.Int32", "System.Int64", "System.Double", "System.Byte", "System.Object", "System.Char", "System.Boolean"];
        byte[][] leaves = [.. names.Select(static name => FrameworkType("System.Private.CoreLib", name)), FrameworkType("System.Private.CoreLib", "System.Tuple`2")];
        Exception? error = null;
        int made = 0;
        for (int a = 0; a < 8 && error is null; a++)
        {
            List<byte[]> entries = [.. leaves];
            for (int i = 0; i < 4096; i++)
            {
                int inner = entries.Count;
                entries.Add([(byte)EntryKind.ConstructedType, 8, 2, (byte)(i & 7), (byte)((i >> 3) & 7)]);
                entries.Add([(byte)EntryKind.ConstructedType, 8, 2, .. Number(inner), (byte)((i >> 6) & 7)]);
                entries.Add([(byte)EntryKind.ConstructedType, 8, 2, .. Number(inner + 1), (byte)(i >> 9)]);
                entries.Add([(byte)EntryKind.ConstructedType, 8, 2, (byte)a, .. Number(inner + 2)]);
            }

            TypeTable types = new CodeReader(_context, TypePayload(0, [.. entries]), []).Table;
            for (int index = leaves.Length; index < entries.Count && error is null; index++)
            {
                made++;
                error = Record.Exception(() => types.TypeAt(index));
            }
        }

        Assert.IsType<InvalidDataException>(error);
        Assert.Contains("types", error.Message, StringComparison.Ordinal);
        Assert.True(made > 1000, "The first types must be taken.");
    }

    [Fact]
    public void Decode_ObjectsNestDeep_EndsInAnErrorOrAValue()
    {
        // Dictionaries in dictionaries, which are built from the inside: the reader counts how deep it is.
        object nested = "core";
        for (int depth = 0; depth < 900; depth++)
        {
            nested = new Dictionary<string, object>(StringComparer.Ordinal) { ["inner"] = nested };
        }

        var writer = new PayloadWriter(_context);
        ObjectGraph.Write(writer, nested, "nested");
        byte[] good = writer.Finish().Bytes.ToArray();

        var thread = new Thread(() => Assert.IsType<Dictionary<string, object>>(ObjectGraph.Read(new CodeReader(_context, good, []))), maxStackSize: 16 << 20);
        thread.Start();
        thread.Join();

        // On the small stack of a thread that reads for the hub it is an error, and not the end of the process.
        Exception? error = null;
        var reading = new Thread(() => error = Record.Exception(() => ObjectGraph.Read(new CodeReader(_context, good, []))), maxStackSize: 256 << 10);
        reading.Start();
        reading.Join();
        Assert.True(error is null or InvalidDataException, $"{error}");
    }

    private byte[] Encode(Kind kind)
    {
        var writer = new PayloadWriter(_context);
        switch (kind)
        {
            case Kind.Ints:
                ItemCodec<int>.Write(writer, Enumerable.Range(0, 20).ToArray(), null, "item");
                break;
            case Kind.Texts:
                ItemCodec<string>.Write(writer, [.. Enumerable.Range(0, 20).Select(static x => new string('t', x * 3))], null, "item");
                break;
            case Kind.Orders:
                ItemCodec<Scenarios.Order>.Write(writer, [.. Enumerable.Range(0, 20).Select(static x => new Scenarios.Order(x, "c", [x, 2]))], null, "item");
                break;
            case Kind.Structs:
                ItemCodec<(int Number, string Text, DateTime Time)>.Write(writer, [.. Enumerable.Range(0, 20).Select(static x => (x, "text", DateTime.UnixEpoch))], null, "item");
                break;
            case Kind.Graphs:
                ItemCodec<object>.Write(
                    writer,
                    [
                        new Dictionary<string, int[]>(StringComparer.OrdinalIgnoreCase) { ["key"] = [1, 2, 3] }, new List<object> { 1.5, "x", new Version(1, 2) }, new HashSet<int> { 1, 2 }, new int[2, 3],
                        typeof(List<string>), new SortedDictionary<int, string> { [1] = "one" }, new Uri("http://localhost/"), new Func<string, int>(static text => text.Length), new object[] { null!, 1 },
                        new System.Text.RegularExpressions.Regex("a+b", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)), System.Globalization.CultureInfo.InvariantCulture,
                        TimeSpan.FromSeconds(1), new decimal[] { 1.5m }, new Queue<int>([1, 2]), System.Collections.Immutable.ImmutableDictionary<string, int>.Empty.Add("k", 1), new BitVector(3),
                    ],
                    null,
                    "item");
                break;
            default:
                ExceptionCodec.Write(writer, Thrown());
                break;
        }

        return writer.Finish().Bytes.ToArray();
    }

    private void Decode(Kind kind, byte[] bytes)
    {
        var reader = new CodeReader(_context, bytes, []);
        switch (kind)
        {
            case Kind.Ints:
                ItemCodec<int>.ReadOwned(reader, 20, null, out _);
                break;
            case Kind.Texts:
                ItemCodec<string>.ReadOwned(reader, 20, null, out _);
                break;
            case Kind.Orders:
                ItemCodec<Scenarios.Order>.ReadOwned(reader, 20, null, out _);
                break;
            case Kind.Structs:
                ItemCodec<(int Number, string Text, DateTime Time)>.ReadOwned(reader, 20, null, out _);
                break;
            case Kind.Graphs:
                ItemCodec<object>.ReadOwned(reader, 16, null, out _);
                break;
            default:
                ExceptionCodec.Read(reader, "fuzz");
                break;
        }
    }

    private static AggregateException Thrown()
    {
        var inner = new InvalidOperationException("inner") { HelpLink = "help" };
        inner.Data["key"] = new[] { 1, 2 };
        return new AggregateException(inner, new ArgumentException("message", "name"), new TargetInvocationException(inner));
    }

    /// <summary>Reads a type as a value, which resolves an entry of the table and nothing more.</summary>
    private object? ReadType(int entry, params byte[][] entries) => ObjectGraph.Read(new CodeReader(_context, TypePayload(entry, entries), []));

    private static byte[] TypePayload(int entry, byte[][] entries)
    {
        byte[] table = [.. entries.Append(FrameworkType("System.Private.CoreLib", "System.Type")).SelectMany(static part => (byte[])[.. Number(part.Length), .. part])];
        return Joined(table, [.. Number((int)ReferenceTag.New(entries.Length)), .. Number(entry)]);
    }

    private static byte[] Joined(byte[] table, byte[] body) => [.. Number(table.Length), .. table, .. Number(body.Length), .. body];

    private static (byte[] Table, byte[] Body) Parts(ReadOnlySpan<byte> payload)
    {
        byte[] table = Part(ref payload);
        return (table, Part(ref payload));
    }

    private static byte[] Part(ref ReadOnlySpan<byte> rest)
    {
        int length = 0;
        int shift = 0;
        byte next;
        do
        {
            next = rest[0];
            rest = rest[1..];
            length |= (next & 0x7F) << shift;
            shift += 7;
        }
        while (next >= 0x80);

        byte[] part = rest[..length].ToArray();
        rest = rest[length..];
        return part;
    }

    private static byte[] FrameworkType(string assembly, string type) => [(byte)EntryKind.FrameworkType, .. Text(assembly), .. Text(type)];

    private static byte[] Text(string text) => [.. Number(Encoding.UTF8.GetByteCount(text)), .. Encoding.UTF8.GetBytes(text)];

    private static byte[] Number(int value)
    {
        List<byte> bytes = [];
        uint left = (uint)value;
        for (; left >= 0x80; left >>= 7)
        {
            bytes.Add((byte)(left | 0x80));
        }

        return [.. bytes, (byte)left];
    }

    private readonly record struct BitVector(int Bits);
}
