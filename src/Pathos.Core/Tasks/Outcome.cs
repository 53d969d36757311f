using System.Runtime.ExceptionServices;

namespace Pathos;

/// <summary>How one item of a map ended.</summary>
/// <typeparam name="T">The type of the result.</typeparam>
public readonly struct Outcome<T>
{
    private readonly T _value;

    internal Outcome(long index, T value, Exception? error, FailureKind? failure, string worker, int attempts, TimeSpan duration)
    {
        Index = index;
        _value = value;
        Error = error;
        Failure = failure;
        Worker = worker;
        Attempts = attempts;
        Duration = duration;
    }

    /// <summary>Gets the index of the item in the input.</summary>
    public long Index { get; }

    /// <summary>Gets whether the item has a result.</summary>
    public bool IsSuccess => Error is null;

    /// <summary>Gets the result.</summary>
    /// <exception cref="Exception">The item's own <see cref="Error"/>, when it failed.</exception>
    public T Value
    {
        get
        {
            if (Error is not null)
            {
                ExceptionDispatchInfo.Throw(Error);
            }

            return _value;
        }
    }

    /// <summary>Gets the exception that the item ended with, or null.</summary>
    public Exception? Error { get; }

    /// <summary>Gets why the item failed, or null.</summary>
    public FailureKind? Failure { get; }

    /// <summary>Gets the name of the worker that ran the item last.</summary>
    public string Worker { get; }

    /// <summary>Gets how many times the item was tried.</summary>
    public int Attempts { get; }

    /// <summary>Gets how long the item ran in its last try, measured on the worker. For items far quicker than a millisecond it is the mean of the items that ran with it.</summary>
    public TimeSpan Duration { get; }

    /// <inheritdoc/>
    public override string ToString() => IsSuccess ? $"[{Index}] {_value}" : $"[{Index}] {Error!.GetType().Name}: {Error.Message}";
}
