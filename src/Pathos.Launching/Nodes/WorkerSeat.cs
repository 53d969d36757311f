namespace Pathos.Launching;

/// <summary>A worker of a pool on a host that several pools share: it runs tasks only while its pool's part allows that.</summary>
internal abstract class WorkerSeat
{
    /// <summary>Waits until the worker may begin a batch, for so long at most.</summary>
    /// <returns>True when it may, and from then on counts as busy; false when it has to wait on.</returns>
    /// <exception cref="Pathos.Wire.TransportClosedException">The worker is gone.</exception>
    public abstract bool TryBegin(long batch, TimeSpan patience);

    /// <summary>A batch has ended.</summary>
    public abstract void End(long batch);

    /// <summary>The worker is gone, or its pool.</summary>
    public abstract void Leave();
}
