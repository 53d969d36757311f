using Pathos.Serialization;
using Pathos.Wire;

namespace Pathos.Hostile.Tests;

/// <summary>What a hostile worker says when it is welcomed, and to each batch.</summary>
internal sealed record HostileScript
{
    private readonly TaskCompletionSource<string> _said = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Action<HostileWorker> OnWelcome { get; init; } = static worker => worker.Send(MessageKind.Ready, 0, NoFields.Instance);

    /// <summary>Gets what it does with a batch: its number, and how many items it has.</summary>
    public Action<HostileWorker, long, int> OnBatch { get; init; } = static (worker, batch, count) => Succeed(worker, batch, count);

    /// <summary>Gets what it waits for before it answers.</summary>
    public Action Await { get; init; } = static () => { };

    /// <summary>Gets whether it runs on this machine.</summary>
    public bool SharesFiles { get; init; } = true;

    /// <summary>Gets what is complete when it was thrown out.</summary>
    public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Gets what it learned, once it has asked for all that it wanted.</summary>
    public Task<string> Learned => _said.Task;

    public void Tell(string learned) => _said.TrySetResult(learned);

    /// <summary>Answers as an honest worker would whose function returns zero.</summary>
    public static void Succeed(HostileWorker worker, long batch, int count) => Succeed(worker, batch, count, Values(new int[count]));

    public static void Succeed(HostileWorker worker, long batch, int count, Payload values) =>
        worker.Send(MessageKind.Results, batch, new Results(IsLast: true, 0, [new ResultRun(0, 0, count, 0)], []), values);

    /// <summary>Says that each item failed with an exception.</summary>
    public static void Fail(HostileWorker worker, long batch, int count, Payload exception)
    {
        for (int item = 0; item < count; item++)
        {
            worker.Send(MessageKind.Results, batch, new Results(IsLast: item == count - 1, 0, [new ResultRun(1, item, 1, 0)], []), exception);
        }
    }

    public static Payload Values<T>(T[] items)
    {
        var writer = new PayloadWriter(CodeContext.Default);
        ItemCodec<T>.Write(writer, items, onRefused: null, "result");
        return writer.Finish();
    }
}
