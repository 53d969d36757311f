using System.Globalization;

namespace Pathos.Stress.Tests;

/// <summary>How long the soaks run, and with which seed.</summary>
internal static class SoakSettings
{
    /// <summary>Gets the seed: PATHOS_SOAK_SEED, or a fresh one. It decides what is sent and who is hit; when threads run decides the rest.</summary>
    public static int Seed { get; } = Environment.GetEnvironmentVariable("PATHOS_SOAK_SEED") is { Length: > 0 } seed
        ? int.Parse(seed, CultureInfo.InvariantCulture)
        : Random.Shared.Next();

    /// <summary>Gets whether the long runs are wanted: ./test --soak.</summary>
    public static bool IsLong { get; } = string.Equals(Environment.GetEnvironmentVariable("PATHOS_SOAK"), "1", StringComparison.Ordinal);

    /// <summary>Gets how long worker processes are killed for.</summary>
    public static TimeSpan Killing { get; } = IsLong ? TimeSpan.FromMinutes(15) : TimeSpan.FromSeconds(55);

    /// <summary>Gets how long each kind of faulty connection is used for.</summary>
    public static TimeSpan Faulty { get; } = IsLong ? TimeSpan.FromMinutes(1) : TimeSpan.FromSeconds(5);

    /// <summary>Gets how many frames of each kind of fuzz are sent.</summary>
    public static int FuzzFactor { get; } = IsLong ? 10 : 1;
}
