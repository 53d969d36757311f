namespace Pathos;

/// <summary>The task ended its worker again and again, as often as its <see cref="RetryPolicy.LostWorkerRetries"/> allow, and is not tried again. The other tasks go on.</summary>
/// <remarks>It is a <see cref="WorkerLostException"/> about the last try.</remarks>
public sealed class PoisonTaskException : WorkerLostException
{
    internal PoisonTaskException(WorkerLoss loss, WorkerExit exit, long index, int attempts, int losses)
        : base(loss, exit, index, attempts, $"Item {index} ended its worker {losses} times and is not tried again. ")
    {
    }
}
