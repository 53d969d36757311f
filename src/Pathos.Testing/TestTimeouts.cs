namespace Pathos;

/// <summary>The two times a test may name.</summary>
public static class TestTimeouts
{
    /// <summary>Gets the bound of every wait for what must happen. Only a bug reaches it, so it may be long.</summary>
    public static TimeSpan Unexpected { get; } = TimeSpan.FromSeconds(40);

    /// <summary>Gets how long a test looks at what must not happen. A bug may stay unseen in so short a time; correct code never fails by it.</summary>
    public static TimeSpan Quiet { get; } = TimeSpan.FromMilliseconds(150);

    /// <summary>Bounds a wait for what must happen.</summary>
    /// <param name="task">What must happen.</param>
    /// <returns>The task, or one that fails with <see cref="TimeoutException"/>.</returns>
    public static Task Soon(this Task task) => task.WaitAsync(Unexpected);

    /// <inheritdoc cref="Soon(Task)"/>
    /// <typeparam name="T">The result.</typeparam>
    public static Task<T> Soon<T>(this Task<T> task) => task.WaitAsync(Unexpected);

    /// <inheritdoc cref="Soon(Task)"/>
    public static Task Soon(this ValueTask task) => task.AsTask().WaitAsync(Unexpected);

    /// <inheritdoc cref="Soon(Task)"/>
    /// <typeparam name="T">The result.</typeparam>
    public static Task<T> Soon<T>(this ValueTask<T> task) => task.AsTask().WaitAsync(Unexpected);

    /// <summary>Takes a whole stream, within the bound.</summary>
    /// <typeparam name="T">An item.</typeparam>
    /// <param name="items">The stream.</param>
    /// <returns>Its items.</returns>
    public static Task<List<T>> Collected<T>(this IAsyncEnumerable<T> items)
    {
        return Task.Run(CollectAsync).Soon();

        async Task<List<T>> CollectAsync()
        {
            List<T> all = [];
            await foreach (T item in items)
            {
                all.Add(item);
            }

            return all;
        }
    }
}
