using System.Globalization;

namespace Pathos;

/// <summary>How many workers a pool gets by default.</summary>
internal static class WorkerCounts
{
    /// <summary>The variable in which a worker process finds the cores left to it.</summary>
    public const string CoresVariable = "PATHOS_CORES";

    public const int Most = 4096;

    /// <summary>Gets all that this place offers: the share of the running task, else of this worker process, else the least of affinity, cgroup quota and cores
    /// (which <see cref="Environment.ProcessorCount"/> is).</summary>
    public static int Default => TaskContext.Current.Cores ?? OfThisProcess;

    /// <summary>Gets the cores that belong to this process.</summary>
    public static int OfThisProcess { get; } =
        int.TryParse(Environment.GetEnvironmentVariable(CoresVariable), NumberStyles.None, CultureInfo.InvariantCulture, out int cores) && cores > 0
            ? cores
            : Environment.ProcessorCount;

    public static int Check(int? workers, string parameter) => workers switch
    {
        null => Default,
        < 0 => throw new ArgumentOutOfRangeException(parameter, workers, "The number of workers cannot be negative. Leave it out for all that this machine offers, or give 0 for none."),
        > Most => throw new ArgumentOutOfRangeException(parameter, workers, $"More than {Most} workers in one pool is a mistake far more often than a wish."),
        { } count => count,
    };

    /// <summary>The cores left to each of some workers that share this place.</summary>
    public static int Share(int workers) => Math.Max(1, Default / Math.Max(1, workers));
}
