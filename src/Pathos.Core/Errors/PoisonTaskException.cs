namespace Pathos;

/// <summary>The task ended its worker in every one of its tries, so it is not tried again. The other tasks go on.</summary>
/// <remarks>It is a <see cref="WorkerLostException"/> about the last try.</remarks>
public sealed class PoisonTaskException : WorkerLostException
{
    internal PoisonTaskException(WorkerLoss loss, WorkerExit exit, long index, int attempts)
        : base(loss, exit, index, attempts, $"Item {index} ended its worker {attempts} times and is not tried again. ")
    {
    }
}
