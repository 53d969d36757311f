using Pathos.Serialization;
using Pathos.Wire;

namespace Pathos.Stress.Tests;

/// <summary>Frames as a side could send them, and what becomes of them when they are mutated.</summary>
internal sealed class HostileFrames(int seed)
{
    private static readonly DataContext s_context = new(new LoadedAssemblies());

    private readonly Mutator _mutator = new(seed);

    public Random Random => _mutator.Random;

    /// <summary>What a worker that knows its manners would say about a batch, mutated or of a kind that makes no sense here.</summary>
    public byte[] FromWorker(long batchId, int count)
    {
        long id = Random.Next(4) == 0 ? Random.NextInt64() : batchId;
        Message message = Random.Next(17) switch
        {
            0 or 1 or 2 => new Message(MessageKind.Results, id, new Results(Random.Next(2) == 0, Random.NextInt64(), [new ResultRun(0, 0, count, 0)], []), Values(count), []),
            3 => new Message(MessageKind.Results, id, new Results(true, -1, [new ResultRun(1, Random.Next(-2, count + 2), 1, 0)], []), Error(), []),
            4 => new Message(MessageKind.Results, id, new Results(true, 0, [new ResultRun((byte)Random.Next(256), Random.Next(), Random.Next(), long.MaxValue)], [1, 2, 3]), Values(count), []),
            5 => new Message(MessageKind.BatchRefused, id, new BatchRefused(Random.Next(2) == 0, Random.Next(2) == 0), Error(), []),
            6 => new Message(MessageKind.BatchStuck, id, NoFields.Instance),
            7 => new Message(MessageKind.Output, id, new Output(new string('o', Random.Next(200)), Random.Next(2) == 0, Random.NextInt64())),
            8 => new Message(MessageKind.Report, id, new Report("report", Random.NextDouble(), Random.NextInt64())),
            9 => new Message(MessageKind.AssemblyWanted, id, new AssemblyWanted(Random.Next(2) == 0 ? "Pathos.Core" : "../../etc/passwd", Guid.NewGuid(), Random.Next(3), Random.Next(2) == 0 ? null : "1.0.0.0", Random.Next(2) == 0, Random.Next(2) == 0)),
            10 => new Message(MessageKind.Callback, Random.Next(3), NoFields.Instance, Error(), []),
            13 => new Message(MessageKind.Callback, id, new Callback(Random.Next(-1, 3)), Values(1), []),
            14 => new Message(MessageKind.LogEntry, id, new LogEntry(Random.Next(-1, 3), _mutator.Noise(Random.Next(100))), Error(), []),
            11 => new Message(MessageKind.Ready, id, NoFields.Instance),
            12 => new Message(MessageKind.Results, id, new Results(true, 0, [new ResultRun(0, 0, count, 0)], []), Values(count), [(new int[100], 0, 4 * Random.Next(100), Random.Next(2) == 0), PrimitiveBlock.Whole(new double[3])]),
            _ => new Message((MessageKind)Random.Next(256), id, NoFields.Instance, _mutator.Noise(Random.Next(200)), []),
        };
        return Spoil(message);
    }

    /// <summary>What a hub would send to a worker, mutated.</summary>
    public byte[] FromHub()
    {
        Message message = Random.Next(14) switch
        {
            0 or 1 => new Message(MessageKind.RunBatch, Random.Next(5), new RunBatch(Random.Next(3), 0, Random.Next(-3, 10), 1, 7, 0, 0, 1, false, true, 0, 1 << 20), Values(Random.Next(10)), []),
            11 => new Message(MessageKind.RunBatch, 1, new RunBatch(1, 0, 1, 1, 7, 0, 0, 1, false, true, 0, 1 << 20, _mutator.Noise(Random.Next(100)), new TraceFields("a", null, ["b", null])), Values(1), []),
            2 => new Message(MessageKind.DefineFunction, Random.Next(3), new DefineFunction(Random.Next(2) == 0 ? "" : "hash"), Values(3), []),
            3 => new Message(MessageKind.ForgetFunction, Random.Next(3), NoFields.Instance),
            4 => new Message(MessageKind.DefineValue, 0, new DefineValue("hash", Random.Next(2) == 0), Values(3), []),
            5 => new Message(MessageKind.CancelBatch, Random.Next(5), NoFields.Instance),
            6 => new Message(MessageKind.CancelTokens, 0, new CancelTokens(Random.Next(-1, 5), Random.Next(5))),
            7 => new Message(MessageKind.AssemblyAnswer, Random.Next(5), new AssemblyAnswer(true, "No.Such.Assembly", Guid.NewGuid(), Random.Next(3), "/nowhere/no.dll", null, null), _mutator.Noise(50), []),
            8 => new Message(MessageKind.Welcome, 0, new Welcome("worker", 1, 100, 0, false, false, null, "", "", ProgramFields.Unknown)),
            10 => new Message(MessageKind.ValueAnswer, Random.Next(5), new ValueAnswer(Random.Next(2) == 0), Values(3), []),
            9 => new Message(MessageKind.RunBatch, 1, new RunBatch(1, long.MinValue, int.MaxValue, int.MinValue, 0, long.MinValue, long.MaxValue, -1, true, true, -1, -1), Values(1), [PrimitiveBlock.Whole(new byte[10])]),
            _ => new Message((MessageKind)Random.Next(256), Random.NextInt64(), NoFields.Instance, _mutator.Noise(Random.Next(200)), []),
        };
        return Spoil(message);
    }

    /// <summary>What a pool would send to a node, mutated.</summary>
    public byte[] FromPool()
    {
        long id = Random.Next(4);
        return Spoil(Random.Next(12) switch
        {
            0 => new Message(MessageKind.OpenNode, 0, OpenNode()),

            // Each that makes sense is a process.
            1 when Random.Next(8) == 0 => new Message(MessageKind.StartWorker, id, new StartWorker("worker", new string('0', 64), 1)),
            2 => new Message(MessageKind.KillWorker, id, NoFields.Instance),
            3 => new Message(MessageKind.WorkersWanted, 0, new WorkersWanted(Random.Next(), Random.Next(), Random.NextInt64(), Random.Next())),
            4 => new Message(MessageKind.WorkersWanted, 0, new WorkersWanted(Random.Next(4), Random.Next(4), Random.Next(4), Random.Next(4))),
            5 => new Message(MessageKind.CodeAnswer, id, NoFields.Instance, _mutator.Noise(Random.Next(1000)), []),
            6 or 7 => new Message(MessageKind.KeepAlive, Random.Next(3), NoFields.Instance),
            8 => new Message(MessageKind.ChannelData, id, NoFields.Instance, _mutator.Noise(Random.Next(1000)), []),
            9 => new Message(MessageKind.ChannelCredit, id, new ChannelCredit(Random.Next())),
            10 => new Message(MessageKind.ChannelEnd, id, NoFields.Instance),
            _ => new Message((MessageKind)Random.Next(256), id, NoFields.Instance, _mutator.Noise(Random.Next(200)), []),
        });
    }

    /// <summary>What a node or a server would send to a pool, mutated.</summary>
    public byte[] FromNode()
    {
        long id = Random.Next(4);
        return Spoil(Random.Next(16) switch
        {
            0 => new Message(MessageKind.NodeReady, 0, NodeReady(Random.Next())),
            1 => new Message(MessageKind.WorkerStarted, id, new WorkerStarted(Random.Next(), Random.Next(), "/nowhere")),
            2 => new Message(MessageKind.WorkerNotStarted, id, new WorkerNotStarted("for no reason")),
            3 => new Message(MessageKind.WorkerGone, id, new WorkerGone(Random.Next(2) == 0, Random.NextInt64(), Random.Next())),
            4 => new Message(MessageKind.WorkerExited, id, new WorkerExited(Random.Next(), Random.Next(200), Random.Next(2) == 0, ["last words", null])),
            5 => new Message(MessageKind.WorkerPrinted, id, new WorkerPrinted("a line", Random.Next(2) == 0)),
            6 => new Message(MessageKind.WorkersGranted, 0, new WorkersGranted(Random.Next(-1, 4), Random.Next(2) == 0, Random.Next())),
            7 => new Message(MessageKind.WorkersGranted, 0, new WorkersGranted(Random.Next(), true, Random.Next())),
            8 => new Message(MessageKind.CodeWanted, id, new CodeWanted(new string('0', 64), Random.NextInt64())),
            9 => new Message(MessageKind.HelperJoined, 0, new HelperJoined(Guid.NewGuid(), "helper", Random.Next(3))),
            10 => new Message(MessageKind.HelperJoined, 0, new HelperJoined(Guid.NewGuid(), "helper", Random.Next())),
            11 => new Message(MessageKind.HelperLeft, 0, new HelperLeft(Guid.NewGuid())),
            12 => new Message(MessageKind.ChannelData, id, NoFields.Instance, Greeting(new string('0', 64)), []),
            13 => new Message(MessageKind.ChannelCredit, id, new ChannelCredit(Random.Next())),
            14 => new Message(MessageKind.ChannelEnd, id, NoFields.Instance),
            _ => new Message((MessageKind)Random.Next(256), id, NoFields.Instance, _mutator.Noise(Random.Next(200)), []),
        });
    }

    /// <summary>What a machine that works for a server would send to it, mutated.</summary>
    public byte[] FromHelper() => Spoil(Random.Next(4) switch
    {
        0 => new Message(MessageKind.HelperReady, 0, new HelperReady(Protocol.Version, Environment.Version.ToString(), "helper", Random.Next())),
        1 => new Message(MessageKind.KeepAlive, 0, NoFields.Instance),
        2 => new Message(MessageKind.HelperReady, 0, new HelperReady(Protocol.Version, Environment.Version.ToString(), new string('x', Random.Next(70_000)), 0)),
        _ => new Message((MessageKind)Random.Next(256), Random.NextInt64(), NoFields.Instance, _mutator.Noise(Random.Next(200)), []),
    });

    /// <summary>What a node says first.</summary>
    public static NodeReady NodeReady(int cores) => new(Protocol.Version, "rogue", 1, cores, Environment.Version.ToString());

    private OpenNode OpenNode() => new(
        Protocol.Version, Environment.Version.ToString(), "{}", Random.Next(2) == 0 ? null : "/nowhere", Random.Next(2) == 0 ? null : "/no/dotnet", Random.Next(3), new NodePatience(TimeSpan.FromSeconds(60)),
        ["NAME", "value", "OTHER", null],
        new OverridingCode(["Microsoft.NETCore.App"], [new CodeOffer("System.Text.Json", new string('0', 64), 1)]));

    public byte[] Greeting(string token)
    {
        var hello = new Message(MessageKind.Hello, 0, new Hello(Protocol.Version, token, 1, "host", Environment.Version.ToString()));
        return Random.Next(4) == 0 ? _mutator.Noise(Random.Next(2000)) : _mutator.Mutate(BytesOf(hello));
    }

    public static byte[] BytesOf(params Message[] messages)
    {
        using var recorder = new RecordingTransport();
        var writer = new FrameWriter(recorder);
        foreach (Message message in messages)
        {
            writer.Append(message);
        }

        writer.Flush();
        return recorder.Bytes;
    }

    /// <summary>Mutates the frame as a whole, or what it carries behind a header that stays true to its length: that gets furthest.</summary>
    private byte[] Spoil(Message message)
    {
        byte[] frame = BytesOf(message);
        switch (Random.Next(6))
        {
            case 0:
                return frame;
            case 1:
                return _mutator.Mutate(frame);
            default:
                byte[] body = _mutator.Mutate(frame.AsSpan(FrameHeader.Size + (message.Blocks.Length * FrameHeader.BlockSize)));
                return BytesOf(new Message(message.Kind, message.Id, NoFields.Instance, body, []));
        }
    }

    private byte[] Values(int count)
    {
        var writer = new PayloadWriter(s_context);
        if (Random.Next(2) == 0)
        {
            ItemCodec<int>.Write(writer, new int[Math.Max(0, count)], null, "value");
        }
        else
        {
            ItemCodec<object>.Write(writer, [.. Enumerable.Range(0, Math.Max(0, count)).Select(Thing)], null, "value");
        }

        return writer.Finish().Bytes.ToArray();
    }

    private static object Thing(int number) => (number % 5) switch
    {
        0 => new Dictionary<string, int[]>(StringComparer.Ordinal) { ["key"] = [1, 2, 3] },
        1 => new List<object> { "text", 1.5, new Version(1, 2) },
        2 => new int[,] { { 1, 2 }, { 3, 4 } },
        3 => typeof(List<string>),
        _ => new Scenarios.Order(number, "customer", [1.5m]),
    };

    private static byte[] Error()
    {
        var writer = new PayloadWriter(s_context);
        ExceptionCodec.Write(writer, new InvalidOperationException("said by a worker", new ArgumentException("inner")));
        return writer.Finish().Bytes.ToArray();
    }
}
