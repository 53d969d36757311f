namespace Pathos.Wire.Tests;

/// <summary>One message of every kind whose numbers and texts are as large as they may be.</summary>
internal static class MessageSamples
{
    private static readonly string s_name = Text(Bounds.Name);
    private static readonly string s_hash = Text(Bounds.Hash);
    private static readonly string s_path = Text(Bounds.Path);

    public static readonly AssemblyAnswer AssemblyAnswer = new(true, s_path, Guid.NewGuid(), Bounds.LoadContexts, s_path, s_hash, s_path);

    public static readonly AssemblyWanted AssemblyWanted = new(s_path, Guid.NewGuid(), Bounds.LoadContexts, s_name, true, true);

    public static readonly CancelTokens CancelTokens = new(int.MaxValue - Wire.CancelTokens.Most, Wire.CancelTokens.Most);

    public static readonly ChannelCredit ChannelCredit = new(Channel.Window);

    public static readonly CodeWanted CodeWanted = new(s_hash, Bounds.CodeFile);

    public static readonly DefineFunction DefineFunction = new(s_hash);

    public static readonly DefineValue DefineValue = new(s_hash, true);

    public static readonly ForgetValue ForgetValue = new(s_hash);

    public static readonly HelperJoined HelperJoined = new(Guid.NewGuid(), s_name, Bounds.Workers);

    public static readonly HelperReady HelperReady = new(int.MaxValue, s_name, s_name, Bounds.Workers);

    public static readonly Hello Hello = new(int.MaxValue, s_hash, int.MaxValue, s_name, s_name);

    public static readonly MemoryExceeded MemoryExceeded = new(long.MaxValue, true);

    public static readonly NodeReady NodeReady = new(int.MaxValue, s_name, int.MaxValue, Bounds.Workers, s_name);

    public static readonly OpenSession OpenSession = new(Guid.NewGuid(), s_name);

    public static readonly CodeOffer CodeOffer = new(s_path, s_hash, Bounds.CodeFile);

    public static readonly OverridingCode OverridingCode = new([.. Enumerable.Repeat(s_name, 64)], [.. Enumerable.Repeat(CodeOffer, 4)]);

    public static readonly OpenNode OpenNode = new(
        int.MaxValue, s_name, Text(Bounds.Document), s_path, s_path, Bounds.Depth, new NodePatience(TimeSpan.MaxValue),
        Texts(2 * Bounds.Variables, Bounds.Setting), OverridingCode);

    public static readonly Output Output = new(Text(Bounds.Output), true, long.MaxValue);

    public static readonly Report Report = new(Text(Bounds.Report), double.MaxValue, long.MaxValue);

    public static readonly ResultRun Values = new(0, int.MaxValue, 2, Bounds.Time);

    public static readonly Results Results = new(true, Bounds.Time, [Values, new ResultRun(255, 0, int.MaxValue, 0)], [Bounds.Time, 0]);

    public static readonly TraceFields TraceFields = new(Text(1024), Text(4096), Texts(360, 8192));

    public static readonly RunBatch RunBatch = new(
        long.MaxValue, long.MaxValue, int.MaxValue, int.MaxValue, long.MinValue, long.MaxValue, 49 * TimeSpan.TicksPerDay, int.MaxValue,
        true, true, Bounds.Depth, long.MaxValue, new byte[100], TraceFields);

    public static readonly ServerRefused ServerRefused = new(Text(Bounds.Reason));

    public static readonly ClientStatus ClientStatus = new(
        s_name, new TimeSpan(Bounds.Time), Bounds.Workers, Bounds.Processes, long.MaxValue);

    public static readonly HelperStatus HelperStatus = new(s_name, s_name, new TimeSpan(Bounds.Time), Bounds.Workers);

    public static readonly ServerStatus ServerStatus = new(int.MaxValue, Bounds.Workers, true, [ClientStatus], [HelperStatus]);

    public static readonly StartWorker StartWorker = new(s_name, s_hash, Bounds.Workers);

    public static readonly ValueWanted ValueWanted = new(s_hash);

    public static readonly ProgramFields ProgramFields = new(
        s_path, s_path, Guid.NewGuid(), s_path, s_path, Text(Bounds.Document), ushort.MaxValue, ushort.MaxValue,
        Texts(2 * Bounds.Files, Bounds.Path));

    public static readonly Welcome Welcome = new(
        s_name, Bounds.Workers, int.MaxValue, long.MaxValue, true, true, s_path, s_name, s_name, ProgramFields);

    public static readonly WorkerExited WorkerExited = new(int.MinValue, 127, true, Lines());

    public static readonly WorkerGone WorkerGone = new(true, long.MaxValue, int.MaxValue);

    public static readonly WorkerNotStarted WorkerNotStarted = new(Text(Bounds.Reason));

    public static readonly WorkerPrinted WorkerPrinted = new(Text(Bounds.Line), true);

    public static readonly WorkersGranted WorkersGranted = new(Bounds.Workers, true, int.MaxValue);

    public static readonly WorkersWanted WorkersWanted = new(Bounds.Workers, Bounds.Processes, long.MaxValue, int.MinValue);

    public static readonly WorkerStarted WorkerStarted = new(int.MaxValue, Bounds.Workers, s_path);

    public static IReadOnlyList<MessageFields> All { get; } =
    [
        AssemblyAnswer, AssemblyWanted, new BatchRefused(true, true), new Callback(int.MaxValue), CancelTokens, ChannelCredit, CodeWanted, DefineFunction, DefineValue,
        ForgetValue, HelperJoined, new HelperLeft(Guid.NewGuid()), HelperReady, Hello, new LogEntry(int.MinValue, new byte[100]), MemoryExceeded,
        NodeReady, OpenNode, OpenSession, Output, Report, Results, RunBatch, ServerRefused, ServerStatus, StartWorker, new ValueAnswer(true),
        ValueWanted, Welcome, WorkerExited, WorkerGone, WorkerNotStarted, WorkerPrinted, WorkersGranted, WorkersWanted, WorkerStarted,
    ];

    public static byte[] Write(MessageFields message)
    {
        byte[] bytes = new byte[message.MaxSize];
        return bytes[..message.Write(bytes)];
    }

    /// <summary>Reads a message of the same kind.</summary>
    public static MessageFields ReadAs(MessageFields kind, byte[] body) => kind switch
    {
        Wire.AssemblyAnswer => Wire.AssemblyAnswer.Read(body, out _),
        Wire.AssemblyWanted => Wire.AssemblyWanted.Read(body, out _),
        BatchRefused => BatchRefused.Read(body, out _),
        Callback => Callback.Read(body, out _),
        Wire.CancelTokens => Wire.CancelTokens.Read(body),
        Wire.ChannelCredit => Wire.ChannelCredit.Read(body),
        Wire.CodeWanted => Wire.CodeWanted.Read(body),
        Wire.DefineFunction => Wire.DefineFunction.Read(body, out _),
        Wire.DefineValue => Wire.DefineValue.Read(body, out _),
        Wire.ForgetValue => Wire.ForgetValue.Read(body),
        Wire.HelperJoined => Wire.HelperJoined.Read(body),
        HelperLeft => HelperLeft.Read(body),
        Wire.HelperReady => Wire.HelperReady.Read(body),
        Wire.Hello => Wire.Hello.Read(body, out _),
        LogEntry => LogEntry.Read(body, out _),
        Wire.MemoryExceeded => Wire.MemoryExceeded.Read(body, out _),
        Wire.NodeReady => Wire.NodeReady.Read(body),
        Wire.OpenNode => Wire.OpenNode.Read(body),
        Wire.OpenSession => Wire.OpenSession.Read(body),
        Wire.Output => Wire.Output.Read(body, out _),
        Wire.Report => Wire.Report.Read(body, out _),
        Wire.Results => Wire.Results.Read(body, out _),
        Wire.RunBatch => Wire.RunBatch.Read(body, out _),
        Wire.ServerRefused => Wire.ServerRefused.Read(body),
        Wire.ServerStatus => Wire.ServerStatus.Read(body),
        Wire.StartWorker => Wire.StartWorker.Read(body),
        ValueAnswer => ValueAnswer.Read(body, out _),
        Wire.ValueWanted => Wire.ValueWanted.Read(body),
        Wire.Welcome => Wire.Welcome.Read(body, out _),
        Wire.WorkerExited => Wire.WorkerExited.Read(body),
        Wire.WorkerGone => Wire.WorkerGone.Read(body),
        Wire.WorkerNotStarted => Wire.WorkerNotStarted.Read(body),
        Wire.WorkerPrinted => Wire.WorkerPrinted.Read(body),
        Wire.WorkersGranted => Wire.WorkersGranted.Read(body),
        Wire.WorkersWanted => Wire.WorkersWanted.Read(body),
        Wire.WorkerStarted => Wire.WorkerStarted.Read(body),
        _ => throw new ArgumentException($"{kind.GetType().Name} is not in the table.", nameof(kind)),
    };

    public static string Text(int characters) => new('x', characters);

    private static string[] Lines() => [.. Enumerable.Repeat(Text(Bounds.Line), Bounds.LastLines)];

    /// <summary>As many as may be, the first of them as long as it may be.</summary>
    private static string?[] Texts(int count, int longest) => [Text(longest), .. Enumerable.Repeat("", count - 1)];
}
