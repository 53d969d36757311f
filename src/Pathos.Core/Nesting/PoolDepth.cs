using System.Globalization;

namespace Pathos;

/// <summary>Bounds how deep pools may be opened inside tasks of pools: a function that opens a pool and calls itself would fill the machine.</summary>
internal static class PoolDepth
{
    /// <summary>The variable in which a worker process finds how deep it is.</summary>
    public const string Variable = "PATHOS_LEVEL";

    /// <summary>The variable that says how deep pools may go.</summary>
    public const string LimitVariable = "PATHOS_DEPTH";

    private const int DefaultLimit = 8;

    /// <summary>Gets how many pools the tasks of this process are inside of, before any pool of its own.</summary>
    public static int OfThisProcess { get; } = Read(Variable, 0);

    public static int Limit { get; } = Read(LimitVariable, DefaultLimit);

    /// <summary>The depth of a pool that is opened here, or of a call that is made here on a pool.</summary>
    /// <param name="own">The depth of the pool, if it is open already.</param>
    public static int Enter(string pool, int own = 0)
    {
        int depth = Math.Max(Math.Max(TaskContext.Current.Depth, OfThisProcess), own);
        return depth < Limit
            ? depth
            : throw new PoolOpenException(
                $"Pool '{pool}' would be inside {depth} other pools; the limit is {Limit}. A task that uses a pool whose tasks use pools again has no end: use the pool outside, or raise {LimitVariable}.");
    }

    private static int Read(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : otherwise;
}
