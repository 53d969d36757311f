namespace Pathos;

/// <summary>A record of the results of a map, kept in a file, so that a program which is killed half-way and started again runs only what is missing.
/// Give it to a call with <see cref="MapOptions.Journal"/>; <c>Journal.Open(path)</c> opens one.</summary>
/// <remarks>
/// A result is found by what it is the result of: the function with what it captured, and the argument. So inputs may be reordered, added or removed between two
/// runs. Each result serves one item: an argument that stands twice in the input runs twice. Failures are not recorded; what failed runs again.
/// Works on every kind of pool. May be used by several calls at a time.
/// </remarks>
public abstract class Journal : IDisposable, IAsyncDisposable
{
    private protected Journal()
    {
    }

    /// <summary>Gets the file.</summary>
    public abstract string Path { get; }

    /// <summary>Gets the number of results in the file.</summary>
    public abstract long Count { get; }

    /// <summary>Gets how many results of this journal were used instead of running their items, since it was opened.</summary>
    public abstract long Restored { get; }

    /// <summary>Forces everything to the disk and lets go of the file. Does nothing the second time.</summary>
    /// <exception cref="JournalException">The disk did not take it.</exception>
    public abstract void Dispose();

    /// <inheritdoc cref="Dispose"/>
    /// <returns>A task that is complete.</returns>
    public ValueTask DisposeAsync()
    {
        Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>The seed that the recorded results of a function were drawn with, or null when there are none.</summary>
    internal abstract long? SeedOf<T, R>(TaskFunction<T, R> function);

    /// <summary>Begins a call: finds the function, or notes it.</summary>
    internal abstract JournalSession<T, R> Begin<T, R>(TaskFunction<T, R> function, string name, long seed);
}
