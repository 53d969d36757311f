using System.Runtime.ExceptionServices;

namespace Pathos;

/// <summary>The input of a map, pulled in pieces by one driver. It never throws because of the input: what the input throws is its last piece.</summary>
internal abstract class ItemSource<T>
{
    /// <summary>Gets the number of items, where the input knows it before it is enumerated.</summary>
    public virtual long? Count => null;

    /// <summary>Gets what the input threw, once it has ended so.</summary>
    public ExceptionDispatchInfo? Failure { get; protected set; }

    /// <summary>Takes up to <paramref name="most"/> items without waiting longer than the input itself blocks.</summary>
    /// <returns>Empty when the input has ended, or when it is <see cref="PullState.Waiting"/>.</returns>
    public abstract ReadOnlyMemory<T> Pull(int most, out PullState state);

    /// <summary>Called once at the end of the call, before the input is disposed. A collection that was changed since the call began has
    /// failed.</summary>
    public virtual void CheckUnchanged()
    {
    }

    public abstract ValueTask DisposeAsync();
}

internal enum PullState
{
    /// <summary>There may be more right now.</summary>
    More,

    /// <summary>An async input has nothing yet; its signal is raised when it has.</summary>
    Waiting,

    /// <summary>Nothing more comes.</summary>
    Ended,
}
