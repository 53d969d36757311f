namespace Pathos;

/// <summary>What a caller may rely on with one kind of pool, beyond what all kinds share. Facts assert one or the other behaviour by it.</summary>
public sealed record PoolTraits
{
    /// <summary>Gets whether tasks run in the caller's process: they see its static fields, and its exceptions are the very objects that were thrown.</summary>
    public bool RunsInCallersProcess { get; init; }

    /// <summary>Gets whether workers are processes, which can die and be killed.</summary>
    public bool HasProcesses { get; init; }

    /// <summary>Gets whether arguments, captured values and results are copies, and what cannot be copied is refused.</summary>
    public bool CopiesValues { get; init; }

    /// <summary>Gets whether items run one at a time on the thread that asks for them.</summary>
    public bool RunsInline { get; init; }

    /// <summary>Gets whether its workers are on several hosts, each with cores of its own.</summary>
    public bool SpansHosts { get; init; }

    /// <summary>
    /// Gets whether its workers are on other hosts, where tasks have a base directory of their own and not the caller's files.
    /// </summary>
    public bool RunsOnOtherHosts { get; init; }

    /// <summary>Gets whether the number of workers can be changed.</summary>
    public bool CanResize { get; init; }
}
