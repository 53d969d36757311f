using MemoryPack;
using Pathos.Serialization;

namespace Pathos.Scale.Scenarios;

/// <summary>Values to bytes and back, as the results of workers travel: read as data, beside the reader of code and beside MemoryPack, which generates its code and guards nothing.</summary>
internal sealed partial class Values : Scenario
{
    // A guard that is asked for each object would show.
    private const double SameCost = 1.1;

    public override string Name => "values";

    public override string Description => "records, dictionaries, strings and arrays to bytes and back, in one process";

    public override IReadOnlyList<Measure> Run(Settings settings)
    {
        int count = settings.Count(20_000, 2_000);
        return
        [
            .. Compare("records", settings, [.. Enumerable.Range(0, count).Select(static i => new Station(i, $"station {i}", i / 3.0, new Place($"town {i % 97}", i % 13)))]),
            .. Compare("dictionaries of 8", settings, [.. Enumerable.Range(0, count / 8).Select(static i => Enumerable.Range(0, 8).ToDictionary(key => $"key {key}", key => key * i))]),
            .. Compare("strings", settings, [.. Enumerable.Range(0, count).Select(static i => $"a line of text that says {i} and is not short")]),
            .. Compare("arrays of 32 doubles", settings, [.. Enumerable.Range(0, count / 4).Select(static i => Enumerable.Repeat((double)i, 32).ToArray())]),
        ];
    }

    private static IEnumerable<Measure> Compare<T>(string what, Settings settings, T[] items)
    {
        var data = new DataContext(new LoadedAssemblies());
        var code = new CodeContext(new LoadedAssemblies());
        Payload payload = Write(new PayloadWriter(data), items);
        byte[] packed = MemoryPackSerializer.Serialize(items);
        var writer = new PayloadWriter(data);
        IReadOnlyDictionary<string, double> medians = new Contest()
            .Add("data", () => Clock.Time(() => Read<T>(new DataReader(data, payload.Bytes, payload.Blocks), items.Length)))
            .Add("code", () => Clock.Time(() => Read<T>(new CodeReader(code, payload.Bytes, payload.Blocks), items.Length)))
            .Add("packed", () => Clock.Time(() => MemoryPackSerializer.Deserialize<T[]>(packed)))
            .Add("write", () => Clock.Time(() => Write(writer, items)))
            .Add("pack", () => Clock.Time(() => MemoryPackSerializer.Serialize(items)))
            .Medians(warmUps: settings.Count(80, 5), rounds: settings.Count(61, 5));

        Check(items, Read<T>(new DataReader(data, payload.Bytes, payload.Blocks), items.Length));
        var read = Figure.Seconds(medians["data"]);
        string name = $"{items.Length:N0} {what}";
        yield return new($"{name}: read as data", read, new Baseline("read as code", Figure.Seconds(medians["code"])), Budget.AtMostTimes(SameCost)) { Limit = "Both read the same plans; what differs is one test of a field for each object." };
        yield return new($"{name}: read as data", read, new Baseline("MemoryPack", Figure.Seconds(medians["packed"])), Budget.None);
        yield return new($"{name}: written", Figure.Seconds(medians["write"]), new Baseline("MemoryPack", Figure.Seconds(medians["pack"])), Budget.None);
    }

    private static Payload Write<T>(PayloadWriter writer, T[] items)
    {
        writer.Reset();
        ItemCodec<T>.Write(writer, items, onRefused: null, "item");
        return writer.Finish();
    }

    private static T[] Read<T>(PayloadReader reader, int count)
    {
        var items = new T[count];
        ItemCodec<T>.Read(reader, items, onFailed: null);
        return items;
    }

    private static void Check<T>(T[] sent, T[] read)
    {
        if (!MemoryPackSerializer.Serialize(sent).AsSpan().SequenceEqual(MemoryPackSerializer.Serialize(read)))
        {
            throw new InvalidDataException("Values came back changed.");
        }
    }

    [MemoryPackable]
    internal sealed partial record Station(int Number, string Name, double Height, Place Place);

    [MemoryPackable]
    internal sealed partial record Place(string Town, int District);
}
