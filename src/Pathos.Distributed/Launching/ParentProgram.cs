using System.Globalization;
using System.Reflection.Metadata;

namespace Pathos.Distributed;

/// <summary>Tells whether this program still has the code that its workers would be sent.</summary>
/// <remarks>
/// The switches of the runtime tell nothing: a file-based program has those of an ahead-of-time compiled one while it runs as any other.
/// What is asked is the thing itself.
/// </remarks>
internal static class ParentProgram
{
    /// <exception cref="PoolOpenException">It was trimmed or compiled ahead of time, so that there is no code to send.</exception>
    public static void CheckSendsCode()
    {
        if (Refusal(HasMetadata(), IsWhole()) is { } reason)
        {
            throw new PoolOpenException(reason);
        }
    }

    /// <summary>Why such a program cannot have worker processes, or null if it can.</summary>
    /// <param name="hasMetadata">Its assemblies are there as assemblies.</param>
    /// <param name="isWhole">What it does not use itself is in them too.</param>
    internal static string? Refusal(bool hasMetadata, bool isWhole) => (hasMetadata, isWhole) switch
    {
        (false, _) => "This program is compiled ahead of time: it has no code that could be sent to worker processes. Publish it without PublishAot, or use Pool.Threads().",
        (_, false) => "This program is trimmed: code that its worker processes need may have been removed. Publish it without PublishTrimmed, or use Pool.Threads().",
        _ => null,
    };

    private static unsafe bool HasMetadata() => typeof(object).Assembly.TryGetRawMetadata(out _, out _);

    /// <summary>Looks for two types without references: one of ours, and one of the framework's. That one is trimmed even where assemblies
    /// must ask for it.</summary>
    private static bool IsWhole()
    {
        // The names are computed, because the trimmer would see through constants and keep the types. ISOWeek is a type that hardly any
        // program knows of.
        Type here = typeof(ParentProgram);
        return here.Assembly.GetType($"{here.Namespace}.{nameof(ParentProgram)}Canary") is not null
            && typeof(object).Assembly.GetType($"{typeof(CultureInfo).Namespace}.ISOWeek") is not null;
    }
}

/// <summary>Nothing refers to this type: where it is missing, code that nothing refers to is missing.</summary>
internal static class ParentProgramCanary;
