namespace Pathos.Wire;

/// <summary>What a frame says. The numbers are the protocol: they are never re-used.</summary>
internal enum MessageKind : byte
{
    // Worker to hub.
    Hello = 1,
    Ready = 2,
    SetupFailed = 3,
    Results = 4,
    BatchRefused = 5,
    BatchStuck = 6,
    Heartbeat = 7,
    Output = 8,
    Report = 9,
    AssemblyWanted = 10,
    Callback = 11,
    MemoryExceeded = 12,
    ValueWanted = 13,
    LogEntry = 14,

    // Hub to worker.
    Welcome = 32,
    DefineFunction = 33,
    ForgetFunction = 34,
    DefineValue = 35,
    RunBatch = 36,
    CancelBatch = 37,
    AssemblyAnswer = 38,
    Stop = 39,
    CancelTokens = 40,
    ReturnBatch = 41,
    ValueAnswer = 42,
    ForgetValue = 43,

    // Node to pool: a node starts and watches the workers of another host, and carries their connections.
    NodeReady = 64,
    WorkerStarted = 65,
    WorkerNotStarted = 66,
    WorkerGone = 67,
    WorkerExited = 68,
    WorkerPrinted = 69,
    WorkersGranted = 70,
    CodeWanted = 71,

    // Pool to node.
    OpenNode = 72,
    StartWorker = 73,
    KillWorker = 74,
    KeepAlive = 75,
    WorkersWanted = 76,
    CodeAnswer = 77,

    // Server to pool, on the connection of its own node: machines that work for the server come and go.
    HelperJoined = 88,
    HelperLeft = 89,

    // Between such a machine and its server.
    HelperReady = 90,
    OpenSession = 91,

    // Server to who asks how it is.
    ServerStatus = 92,

    // Server to a pool, a machine that would work for it, or the next server at its port.
    ServerRefused = 93,

    // Both ways.
    ChannelData = 80,
    ChannelCredit = 81,
    ChannelEnd = 82,
}
