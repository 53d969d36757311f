namespace Pathos;

/// <summary>Keeps a program that was started as a worker, but runs its own Main, from opening pools: its workers would do the same, without end.</summary>
internal static class WorkerGate
{
    /// <summary>The variable that a launcher sets for the processes it starts.</summary>
    public const string Variable = "PATHOS_WORKER";

    private static readonly bool s_isMarked = Environment.GetEnvironmentVariable(Variable) is not null;
    private static volatile bool s_isWorker;

    /// <summary>Gets whether this process is a worker.</summary>
    public static bool IsWorker => s_isWorker;

    /// <summary>Says that this process is a worker and knows it. The programs that its tasks start are not workers.</summary>
    public static void BecomeWorker()
    {
        s_isWorker = true;
        Environment.SetEnvironmentVariable(Variable, null);
    }

    /// <exception cref="PoolOpenException">This process was started as a worker and does not run as one.</exception>
    public static void Check()
    {
        if (s_isMarked && !s_isWorker)
        {
            throw new PoolOpenException(
                $"This process was started as a worker ({Variable} is set), but it runs the program's own Main. It opens no pool, because its workers would open pools in turn. Trimmed and ahead-of-time compiled programs cannot run worker processes: publish without trimming, or use Pool.Threads().");
        }
    }
}
