using System.Reflection;
using Samples = Pathos.Wire.Tests.MessageSamples;

namespace Pathos.Wire.Tests;

/// <summary>What a peer says is bounded where it is read.</summary>
public sealed class BoundsTests
{
    // Parts of messages.
    private static readonly Type[] s_parts =
    [
        typeof(ResultRun), typeof(TraceFields), typeof(ProgramFields), typeof(OverridingCode), typeof(CodeOffer), typeof(ClientStatus),
        typeof(HelperStatus),
    ];

    private static readonly Type[] s_sayLittle = [typeof(bool), typeof(byte), typeof(Guid), typeof(NodePatience)];

    // Every value of these makes sense: numbers that are only compared, what is bounded by the frame, and lists whose entries are bounded.
    private static readonly HashSet<string> s_free = new(StringComparer.Ordinal)
    {
        "Hello.ProtocolVersion", "NodeReady.ProtocolVersion", "OpenNode.ProtocolVersion", "HelperReady.ProtocolVersion", "ServerStatus.ProtocolVersion",
        "RunBatch.FunctionId", "RunBatch.Seed", "RunBatch.Cultures", "LogEntry.Target", "LogEntry.Entry", "Callback.Target",
        "WorkerExited.ExitCode", "Results.Runs", "ServerStatus.Clients", "ServerStatus.Helpers",
        "WorkersGranted.Number", "WorkersWanted.Grant",
    };

    private static readonly (string Field, MessageFields Message)[] s_beyond =
    [
        ("AssemblyAnswer.Name", Samples.AssemblyAnswer with { Name = Samples.Text(Bounds.Path + 1) }),
        ("AssemblyAnswer.Context", Samples.AssemblyAnswer with { Context = -1 }),
        ("AssemblyAnswer.Context", Samples.AssemblyAnswer with { Context = Bounds.LoadContexts + 1 }),
        ("AssemblyAnswer.Path", Samples.AssemblyAnswer with { Path = Samples.Text(Bounds.Path + 1) }),
        ("AssemblyAnswer.Content", Samples.AssemblyAnswer with { Content = Samples.Text(Bounds.Hash + 1) }),
        ("AssemblyAnswer.FileName", Samples.AssemblyAnswer with { FileName = Samples.Text(Bounds.Path + 1) }),
        ("AssemblyWanted.Name", Samples.AssemblyWanted with { Name = Samples.Text(Bounds.Path + 1) }),
        ("AssemblyWanted.Context", Samples.AssemblyWanted with { Context = -1 }),
        ("AssemblyWanted.Context", Samples.AssemblyWanted with { Context = Bounds.LoadContexts + 1 }),
        ("AssemblyWanted.Version", Samples.AssemblyWanted with { Version = Samples.Text(Bounds.Name + 1) }),
        ("CancelTokens.First", Samples.CancelTokens with { First = -1 }),
        ("CancelTokens.First", Samples.CancelTokens with { First = int.MaxValue }),
        ("CancelTokens.Count", Samples.CancelTokens with { Count = 0 }),
        ("CancelTokens.Count", Samples.CancelTokens with { Count = CancelTokens.Most + 1 }),
        ("ChannelCredit.Bytes", new ChannelCredit(0)),
        ("ChannelCredit.Bytes", new ChannelCredit(Channel.Window + 1)),
        ("CodeWanted.Hash", Samples.CodeWanted with { Hash = Samples.Text(Bounds.Hash + 1) }),
        ("CodeWanted.Offset", Samples.CodeWanted with { Offset = -1 }),
        ("CodeWanted.Offset", Samples.CodeWanted with { Offset = Bounds.CodeFile + 1 }),
        ("DefineFunction.Hash", Samples.DefineFunction with { Hash = Samples.Text(Bounds.Hash + 1) }),
        ("DefineValue.Hash", Samples.DefineValue with { Hash = Samples.Text(Bounds.Hash + 1) }),
        ("ForgetValue.Hash", Samples.ForgetValue with { Hash = Samples.Text(Bounds.Hash + 1) }),
        ("HelperJoined.Name", Samples.HelperJoined with { Name = Samples.Text(Bounds.Name + 1) }),
        ("HelperJoined.Workers", Samples.HelperJoined with { Workers = -1 }),
        ("HelperJoined.Workers", Samples.HelperJoined with { Workers = 2_000_000_000 }),
        ("HelperReady.RuntimeVersion", Samples.HelperReady with { RuntimeVersion = Samples.Text(Bounds.Name + 1) }),
        ("HelperReady.Name", Samples.HelperReady with { Name = Samples.Text(Bounds.Name + 1) }),
        ("HelperReady.Workers", Samples.HelperReady with { Workers = -1 }),
        ("HelperReady.Workers", Samples.HelperReady with { Workers = Bounds.Workers + 1 }),
        ("Hello.Token", Samples.Hello with { Token = Samples.Text(Bounds.Hash + 1) }),
        ("Hello.Token is missing", Samples.Hello with { Token = null! }),
        ("Hello.ProcessId", Samples.Hello with { ProcessId = -1 }),
        ("Hello.Host", Samples.Hello with { Host = Samples.Text(Bounds.Name + 1) }),
        ("Hello.RuntimeVersion", Samples.Hello with { RuntimeVersion = Samples.Text(Bounds.Name + 1) }),
        ("MemoryExceeded.Bytes", Samples.MemoryExceeded with { Bytes = -1 }),
        ("NodeReady.Host", Samples.NodeReady with { Host = Samples.Text(Bounds.Name + 1) }),
        ("NodeReady.ProcessId", Samples.NodeReady with { ProcessId = -1 }),
        ("NodeReady.Cores", Samples.NodeReady with { Cores = -1 }),
        ("NodeReady.Cores", Samples.NodeReady with { Cores = Bounds.Workers + 1 }),
        ("NodeReady.RuntimeVersion", Samples.NodeReady with { RuntimeVersion = Samples.Text(Bounds.Name + 1) }),
        ("OpenNode.RuntimeVersion", Samples.OpenNode with { RuntimeVersion = Samples.Text(Bounds.Name + 1) }),
        ("OpenNode.RuntimeConfig", Samples.OpenNode with { RuntimeConfig = Samples.Text(Bounds.Document + 1) }),
        ("OpenNode.WorkingDirectory", Samples.OpenNode with { WorkingDirectory = Samples.Text(Bounds.Path + 1) }),
        ("OpenNode.DotnetPath", Samples.OpenNode with { DotnetPath = Samples.Text(Bounds.Path + 1) }),
        ("OpenNode.Depth", Samples.OpenNode with { Depth = -1 }),
        ("OpenNode.Depth", Samples.OpenNode with { Depth = Bounds.Depth + 1 }),
        ("OpenNode.Environment", Samples.OpenNode with { Environment = new string?[(2 * Bounds.Variables) + 2] }),
        ("OpenNode.Environment", Samples.OpenNode with { Environment = ["name", Samples.Text(Bounds.Setting + 1)] }),
        ("OpenNode.Environment", Samples.OpenNode with { Environment = ["a name without a value"] }),
        ("OverridingCode.Frameworks", Offering(Samples.OverridingCode with { Frameworks = new string?[65] })),
        ("OverridingCode.Frameworks", Offering(Samples.OverridingCode with { Frameworks = [Samples.Text(Bounds.Name + 1)] })),
        ("OverridingCode.Files", Offering([.. Enumerable.Repeat(Samples.CodeOffer with { Name = "A", Size = 1 }, 10_001)])),
        ("OverridingCode.Files", Offering([.. Enumerable.Repeat(Samples.CodeOffer, 5)])),
        ("CodeOffer.Name", Offering(Samples.CodeOffer with { Name = "../up" })),
        ("CodeOffer.Name", Offering(Samples.CodeOffer with { Name = Samples.Text(Bounds.Path + 1) })),
        ("CodeOffer.Hash", Offering(Samples.CodeOffer with { Hash = Samples.Text(Bounds.Hash + 1) })),
        ("CodeOffer.Size", Offering(Samples.CodeOffer with { Size = 0 })),
        ("CodeOffer.Size", Offering(Samples.CodeOffer with { Size = Bounds.CodeFile + 1 })),
        ("OpenSession.Client", Samples.OpenSession with { Client = Samples.Text(Bounds.Name + 1) }),
        ("Output.Text", Samples.Output with { Text = Samples.Text(Bounds.Output + 1) }),
        ("Output.Index", Samples.Output with { Index = -2 }),
        ("Report.Text", Samples.Report with { Text = Samples.Text(Bounds.Report + 1) }),
        ("Report.Fraction", Samples.Report with { Fraction = double.PositiveInfinity }),
        ("Report.Fraction", Samples.Report with { Fraction = double.NegativeInfinity }),
        ("Report.Index", Samples.Report with { Index = -1 }),
        ("Results.ElapsedTicks", Samples.Results with { ElapsedTicks = -1 }),
        ("Results.ElapsedTicks", Samples.Results with { ElapsedTicks = Bounds.Time + 1 }),
        ("ResultRun.Start", Samples.Results with { Runs = [Samples.Values with { Start = -1 }] }),
        ("ResultRun.Count", Samples.Results with { Runs = [Samples.Values with { Count = -1 }] }),
        ("ResultRun.DurationTicks", Samples.Results with { Runs = [Samples.Values with { DurationTicks = -1 }] }),
        ("ResultRun.DurationTicks", Samples.Results with { Runs = [Samples.Values with { DurationTicks = Bounds.Time + 1 }] }),
        ("Results.DurationTicks", Samples.Results with { DurationTicks = [0, -1] }),
        ("Results.DurationTicks", Samples.Results with { DurationTicks = [0, Bounds.Time + 1] }),
        ("Results.DurationTicks", Samples.Results with { DurationTicks = [0] }),
        ("Results.DurationTicks", Samples.Results with { DurationTicks = [0, 0, 0] }),
        ("RunBatch.FirstIndex", Samples.RunBatch with { FirstIndex = -1 }),
        ("RunBatch.Count", Samples.RunBatch with { Count = -1 }),
        ("RunBatch.Attempt", Samples.RunBatch with { Attempt = 0 }),
        ("RunBatch.ItemTimeoutTicks", Samples.RunBatch with { ItemTimeoutTicks = -1 }),
        ("RunBatch.CancelGraceTicks", Samples.RunBatch with { CancelGraceTicks = -1 }),
        ("RunBatch.CancelGraceTicks", Samples.RunBatch with { CancelGraceTicks = (49 * TimeSpan.TicksPerDay) + 1 }),
        ("RunBatch.Concurrency", Samples.RunBatch with { Concurrency = 0 }),
        ("RunBatch.Depth", Samples.RunBatch with { Depth = -1 }),
        ("RunBatch.SequenceLimit", Samples.RunBatch with { SequenceLimit = 0 }),
        ("RunBatch.Depth", Samples.RunBatch with { Depth = Bounds.Depth + 1 }),
        ("TraceFields.Parent", Traced(Samples.TraceFields with { Parent = Samples.Text(1025) })),
        ("TraceFields.State", Traced(Samples.TraceFields with { State = Samples.Text(4097) })),
        ("TraceFields.Baggage", Traced(Samples.TraceFields with { Baggage = new string?[362] })),
        ("TraceFields.Baggage", Traced(Samples.TraceFields with { Baggage = [Samples.Text(8193), ""] })),
        ("TraceFields.Baggage", Traced(Samples.TraceFields with { Baggage = [Samples.Text(5000), Samples.Text(5000)] })),
        ("TraceFields.Baggage", Traced(Samples.TraceFields with { Baggage = ["a name without a value"] })),
        ("ServerRefused.Reason", Samples.ServerRefused with { Reason = Samples.Text(Bounds.Reason + 1) }),
        ("ServerRefused.Reason is missing", Samples.ServerRefused with { Reason = null! }),
        ("ServerStatus.Workers", Samples.ServerStatus with { Workers = -1 }),
        ("ServerStatus.Workers", Samples.ServerStatus with { Workers = Bounds.Workers + 1 }),
        ("ClientStatus.Client", Status(Samples.ClientStatus with { Client = Samples.Text(Bounds.Name + 1) })),
        ("ClientStatus.Connected", Status(Samples.ClientStatus with { Connected = TimeSpan.FromTicks(-1) })),
        ("ClientStatus.Connected", Status(Samples.ClientStatus with { Connected = TimeSpan.MaxValue })),
        ("ClientStatus.Share", Status(Samples.ClientStatus with { Share = -1 })),
        ("ClientStatus.Share", Status(Samples.ClientStatus with { Share = Bounds.Workers + 1 })),
        ("ClientStatus.Busy", Status(Samples.ClientStatus with { Busy = -1 })),
        ("ClientStatus.Busy", Status(Samples.ClientStatus with { Busy = Bounds.Processes + 1 })),
        ("ClientStatus.Tasks", Status(Samples.ClientStatus with { Tasks = -1 })),
        ("HelperStatus.Name", Status(Samples.HelperStatus with { Name = Samples.Text(Bounds.Name + 1) })),
        ("HelperStatus.Address", Status(Samples.HelperStatus with { Address = Samples.Text(Bounds.Name + 1) })),
        ("HelperStatus.Connected", Status(Samples.HelperStatus with { Connected = TimeSpan.MinValue })),
        ("HelperStatus.Workers", Status(Samples.HelperStatus with { Workers = -1 })),
        ("HelperStatus.Workers", Status(Samples.HelperStatus with { Workers = Bounds.Workers + 1 })),
        ("StartWorker.Worker", Samples.StartWorker with { Worker = Samples.Text(Bounds.Name + 1) }),
        ("StartWorker.Token", Samples.StartWorker with { Token = Samples.Text(Bounds.Hash + 1) }),
        ("StartWorker.Siblings", Samples.StartWorker with { Siblings = -1 }),
        ("StartWorker.Siblings", Samples.StartWorker with { Siblings = Bounds.Workers + 1 }),
        ("ValueWanted.Hash", new ValueWanted(Samples.Text(Bounds.Hash + 1))),
        ("Welcome.Worker", Samples.Welcome with { Worker = Samples.Text(Bounds.Name + 1) }),
        ("Welcome.Cores", Samples.Welcome with { Cores = 0 }),
        ("Welcome.Cores", Samples.Welcome with { Cores = Bounds.Workers + 1 }),
        ("Welcome.HeartbeatMilliseconds", Samples.Welcome with { HeartbeatMilliseconds = 0 }),
        ("Welcome.MemoryLimit", Samples.Welcome with { MemoryLimit = -1 }),
        ("Welcome.PagePath", Samples.Welcome with { PagePath = Samples.Text(Bounds.Path + 1) }),
        ("Welcome.Culture", Samples.Welcome with { Culture = Samples.Text(Bounds.Name + 1) }),
        ("Welcome.UICulture", Samples.Welcome with { UICulture = Samples.Text(Bounds.Name + 1) }),
        ("ProgramFields.BaseDirectory", Showing(Samples.ProgramFields with { BaseDirectory = Samples.Text(Bounds.Path + 1) })),
        ("ProgramFields.EntryName", Showing(Samples.ProgramFields with { EntryName = Samples.Text(Bounds.Path + 1) })),
        ("ProgramFields.EntryPath", Showing(Samples.ProgramFields with { EntryPath = Samples.Text(Bounds.Path + 1) })),
        ("ProgramFields.ConfigFile", Showing(Samples.ProgramFields with { ConfigFile = Samples.Text(Bounds.Path + 1) })),
        ("ProgramFields.DepsFiles", Showing(Samples.ProgramFields with { DepsFiles = Samples.Text(Bounds.Document + 1) })),
        ("ProgramFields.InputCodePage", Showing(Samples.ProgramFields with { InputCodePage = -1 })),
        ("ProgramFields.InputCodePage", Showing(Samples.ProgramFields with { InputCodePage = ushort.MaxValue + 1 })),
        ("ProgramFields.OutputCodePage", Showing(Samples.ProgramFields with { OutputCodePage = -1 })),
        ("ProgramFields.OutputCodePage", Showing(Samples.ProgramFields with { OutputCodePage = ushort.MaxValue + 1 })),
        ("ProgramFields.Files", Showing(Samples.ProgramFields with { Files = new string?[(2 * Bounds.Files) + 2] })),
        ("ProgramFields.Files", Showing(Samples.ProgramFields with { Files = [Samples.Text(Bounds.Path + 1), ""] })),
        ("ProgramFields.Files", Showing(Samples.ProgramFields with { Files = ["a file without a hash"] })),
        ("WorkerExited.Signal", Samples.WorkerExited with { Signal = 0 }),
        ("WorkerExited.Signal", Samples.WorkerExited with { Signal = 128 }),
        ("WorkerExited.LastErrorLines", Samples.WorkerExited with { LastErrorLines = new string?[Bounds.LastLines + 1] }),
        ("WorkerExited.LastErrorLines", Samples.WorkerExited with { LastErrorLines = [Samples.Text(Bounds.Line + 1)] }),
        ("WorkerGone.BatchId", Samples.WorkerGone with { BatchId = -1 }),
        ("WorkerGone.Position", Samples.WorkerGone with { Position = -4 }),
        ("WorkerNotStarted.Reason", new WorkerNotStarted(Samples.Text(Bounds.Reason + 1))),
        ("WorkerPrinted.Text", Samples.WorkerPrinted with { Text = Samples.Text(Bounds.Line + 1) }),
        ("WorkersGranted.Count", Samples.WorkersGranted with { Count = -1 }),
        ("WorkersGranted.Count", Samples.WorkersGranted with { Count = int.MaxValue }),
        ("WorkersWanted.Wanted", Samples.WorkersWanted with { Wanted = -1 }),
        ("WorkersWanted.Wanted", Samples.WorkersWanted with { Wanted = Bounds.Workers + 1 }),
        ("WorkersWanted.Held", Samples.WorkersWanted with { Held = -1 }),
        ("WorkersWanted.Held", Samples.WorkersWanted with { Held = 2_000_000_000 }),
        ("WorkersWanted.TasksDone", Samples.WorkersWanted with { TasksDone = -1 }),
        ("WorkerStarted.ProcessId", Samples.WorkerStarted with { ProcessId = -1 }),
        ("WorkerStarted.Cores", Samples.WorkerStarted with { Cores = 0 }),
        ("WorkerStarted.Cores", Samples.WorkerStarted with { Cores = Bounds.Workers + 1 }),
        ("WorkerStarted.PagePath", Samples.WorkerStarted with { PagePath = Samples.Text(Bounds.Path + 1) }),
    ];

    public static TheoryData<string, int> AtTheirBounds
    {
        get
        {
            var data = new TheoryData<string, int>();
            for (int i = 0; i < Samples.All.Count; i++)
            {
                data.Add(Samples.All[i].GetType().Name, i);
            }

            return data;
        }
    }

    public static TheoryData<string, int> BeyondTheirBounds
    {
        get
        {
            var data = new TheoryData<string, int>();
            for (int i = 0; i < s_beyond.Length; i++)
            {
                data.Add(s_beyond[i].Field, i);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(AtTheirBounds))]
    public void Read_EverythingAtItsBound_IsTheSame(string name, int number)
    {
        Assert.Equal(name, Samples.All[number].GetType().Name);
        byte[] body = Samples.Write(Samples.All[number]);

        Assert.Equal(body, Samples.Write(Samples.ReadAs(Samples.All[number], body)));
    }

    [Theory]
    [MemberData(nameof(BeyondTheirBounds))]
    public void Read_OneFieldBeyondItsBound_IsRefusedByItsName(string field, int number)
    {
        MessageFields message = s_beyond[number].Message;
        byte[] body = Samples.Write(message);

        InvalidDataException refusal = Assert.Throws<InvalidDataException>(() => Samples.ReadAs(message, body));

        Assert.Contains(field, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Messages_AllOfThem_HaveABoundForEveryField()
    {
        Type[] messages = [.. typeof(MessageFields).Assembly.GetTypes().Where(IsMessage)];
        Assert.Equal(
            messages.Select(static type => type.Name).Order(StringComparer.Ordinal),
            Samples.All.Select(static message => message.GetType().Name).Order(StringComparer.Ordinal));

        HashSet<string> bounded = [.. s_beyond.Select(static beyond => beyond.Field)];
        string[] unbounded =
            [.. messages.Concat(s_parts).SelectMany(FieldsOf).Where(field => !bounded.Contains(field) && !s_free.Contains(field))];

        Assert.Empty(unbounded);
    }

    [Fact]
    public void Text_TooLongByFar_IsRefusedBeforeItIsDecoded()
    {
        byte[] body = Samples.Write(new WorkerNotStarted(Samples.Text(20_000_000)));
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<InvalidDataException>(() => WorkerNotStarted.Read(body));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Theory]
    [InlineData("short", "short")]
    [InlineData("exactly8", "exactly8")]
    [InlineData("nine char", "nine cha")]
    [InlineData("seven..\U0001F600", "seven..")]
    public void Cut_LeavesWholeCharacters(string text, string cut) => Assert.Equal(cut, Bounds.Cut(text, 8));

    [Fact]
    public void Report_OfWhatATaskSays_IsWithinItsBounds()
    {
        Report report = Report.Of(Samples.Text(Bounds.Report + 1), double.PositiveInfinity, 7);

        Assert.Equal((Bounds.Report, double.NaN, 7L), (report.Text.Length, report.Fraction, report.Index));
        Assert.Equal(report, Report.Read(Samples.Write(report), out _));
    }

    private static OpenNode Offering(OverridingCode code) => Samples.OpenNode with { Overrides = code };

    private static OpenNode Offering(params CodeOffer[] files) => Offering(Samples.OverridingCode with { Files = files });

    private static RunBatch Traced(TraceFields trace) => Samples.RunBatch with { Trace = trace };

    private static Welcome Showing(ProgramFields program) => Samples.Welcome with { Program = program };

    private static ServerStatus Status(ClientStatus client) => Samples.ServerStatus with { Clients = [client] };

    private static ServerStatus Status(HelperStatus helper) => Samples.ServerStatus with { Helpers = [helper] };

    private static bool IsMessage(Type type) => type.IsSubclassOf(typeof(MessageFields)) && type != typeof(NoFields);

    /// <summary>The fields of a message that may say too much: not yes or no, nor an id, nor what has fields of its own.</summary>
    private static IEnumerable<string> FieldsOf(Type message) => message.GetProperties(BindingFlags.Instance | BindingFlags.Public)
        .Where(static field => field.CanWrite && !s_parts.Contains(field.PropertyType) && !s_sayLittle.Contains(field.PropertyType))
        .Select(field => $"{message.Name}.{field.Name}");
}
