namespace Pathos;

/// <summary>The way that the ends of batches take out of a lane, where several may leave together.</summary>
internal interface ILaneOutlet
{
    /// <summary>Gets whether anything waits.</summary>
    bool IsHolding { get; }

    /// <summary>Lets it leave. Any thread may call it.</summary>
    void Flush();
}
