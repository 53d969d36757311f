namespace Pathos.Distributed;

/// <summary>What a hub must know of its pool.</summary>
internal sealed record HubOptions
{
    public required string Name { get; init; }

    public required int QueuedPerWorker { get; init; }

    public required int? MaxTasksPerWorker { get; init; }

    public required long? MaxMemoryPerWorker { get; init; }

    public required TimeSpan StartTimeout { get; init; }

    public required TimeSpan HeartbeatTimeout { get; init; }

    /// <summary>Gets how long a worker that was told to go may take.</summary>
    public required TimeSpan ExitGrace { get; init; }

    /// <summary>Gets the set-up that every worker gets with its welcome.</summary>
    public required Serialization.Payload Setup { get; init; }

    /// <summary>Gets the numbers of the caller's objects that the set-up holds.</summary>
    public required IReadOnlyList<int> SetupCallbacks { get; init; }

    /// <summary>Gets the code that workers may ask for.</summary>
    public required Serialization.ShippedCode Code { get; init; }

    /// <summary>Gets the program whose pool it is.</summary>
    public required OpenerProgram Program { get; init; }

    public required string Culture { get; init; }

    public required string UICulture { get; init; }

    public required Action<TaskOutput> OnOutput { get; init; }

    public required Microsoft.Extensions.Logging.ILogger? Logger { get; init; }

    /// <summary>Gets how what a worker sends is opened.</summary>
    public required WorkerPayloads Payloads { get; init; }

    /// <summary>Gets whether workers may send code.</summary>
    public required bool ResultsMayHoldCode { get; init; }

    /// <summary>Gets the numbers of the captured tokens that are cancelled, as runs: a worker that joins has missed the event.</summary>
    public required Func<IReadOnlyList<(int First, int Count)>> CancelledTokens { get; init; }

    /// <summary>Gets the caller's objects that tasks may tell something.</summary>
    public required CallbackTable Callbacks { get; init; }

    /// <summary>Gets where the user's handlers run.</summary>
    public required CallbackQueue Handlers { get; init; }

    /// <summary>Gets how much of what a worker tells may wait for them.</summary>
    public int MostUnheard { get; init; } = HandlerBacklog.Most;
}
