using System.Runtime.CompilerServices;

namespace Pathos;

public sealed partial class Pool
{
    /// <summary>Calls the function on every item and streams the results as they finish. Starts when it is enumerated, and reads ahead of the consumer by the in-flight window at most: the input may be infinite.</summary>
    /// <typeparam name="T">An item.</typeparam>
    /// <typeparam name="R">A result.</typeparam>
    /// <param name="function">Any delegate: lambda with what it captured, method group, local function. Other overloads take async functions and up to four inputs side by side.</param>
    /// <param name="items">The input, pulled lazily.</param>
    /// <param name="options">How to run the call; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call: items that have not started are dropped, running ones are told through <see cref="TaskContext.CancellationToken"/>.</param>
    /// <returns>The results, in order of completion.</returns>
    /// <exception cref="PoolClosedException">The pool is closed, or was terminated before the call ended.</exception>
    /// <exception cref="PoolOpenException">The pool could not be opened.</exception>
    /// <exception cref="PoolException">A worker was lost and its task could not be tried again, or the items failed that the error policy names. A user's own exception arrives as its own type.</exception>
    /// <exception cref="TimeoutException">An item, or the whole call, took longer than its limit.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public IAsyncEnumerable<R> MapAsCompleted<T, R>(Func<T, R> function, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamAsCompleted(Request(nameof(MapAsCompleted), function, new SyncFunction<T, R>(function), items, options), cancellationToken);

    /// <inheritdoc cref="MapAsCompleted{T, R}(Func{T, R}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(1)]
    public IAsyncEnumerable<R> MapAsCompleted<T, R>(Func<T, Task<R>> function, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamAsCompleted(Request(nameof(MapAsCompleted), function, new TaskReturningFunction<T, R>(function), items, options), cancellationToken);

    /// <inheritdoc cref="MapAsCompleted{T, R}(Func{T, R}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    public IAsyncEnumerable<R> MapAsCompleted<T, R>(
        Func<T, ValueTask<R>> function, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamAsCompleted(Request(nameof(MapAsCompleted), function, new ValueTaskReturningFunction<T, R>(function), items, options), cancellationToken);

    /// <inheritdoc cref="MapAsCompleted{T, R}(Func{T, R}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    /// <typeparam name="T1">An item of the first input.</typeparam>
    /// <typeparam name="T2">An item of the second input.</typeparam>
    /// <typeparam name="R">A result.</typeparam>
    /// <param name="function">The function; it gets one item of each input.</param>
    /// <param name="first">The first input.</param>
    /// <param name="second">The second input.</param>
    /// <param name="options">How to run the call; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public IAsyncEnumerable<R> MapAsCompleted<T1, T2, R>(
        Func<T1, T2, R> function, IEnumerable<T1> first, IEnumerable<T2> second, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamAsCompleted(Request(nameof(MapAsCompleted), function, new SyncFunction<(T1, T2), R>(t => function(t.Item1, t.Item2)), first, second, options), cancellationToken);

    /// <inheritdoc cref="MapAsCompleted{T, R}(Func{T, R}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    /// <typeparam name="T1">An item of the first input.</typeparam>
    /// <typeparam name="T2">An item of the second input.</typeparam>
    /// <typeparam name="R">A result.</typeparam>
    /// <param name="function">The function; it gets one item of each input.</param>
    /// <param name="first">The first input.</param>
    /// <param name="second">The second input.</param>
    /// <param name="options">How to run the call; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    [OverloadResolutionPriority(1)]
    public IAsyncEnumerable<R> MapAsCompleted<T1, T2, R>(
        Func<T1, T2, Task<R>> function, IEnumerable<T1> first, IEnumerable<T2> second, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamAsCompleted(Request(nameof(MapAsCompleted), function, new TaskReturningFunction<(T1, T2), R>(t => function(t.Item1, t.Item2)), first, second, options), cancellationToken);

    /// <inheritdoc cref="MapAsCompleted{T, R}(Func{T, R}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    /// <typeparam name="T1">An item of the first input.</typeparam>
    /// <typeparam name="T2">An item of the second input.</typeparam>
    /// <typeparam name="R">A result.</typeparam>
    /// <param name="function">The function; it gets one item of each input.</param>
    /// <param name="first">The first input.</param>
    /// <param name="second">The second input.</param>
    /// <param name="options">How to run the call; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public IAsyncEnumerable<R> MapAsCompleted<T1, T2, R>(
        Func<T1, T2, ValueTask<R>> function, IEnumerable<T1> first, IEnumerable<T2> second, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamAsCompleted(Request(nameof(MapAsCompleted), function, new ValueTaskReturningFunction<(T1, T2), R>(t => function(t.Item1, t.Item2)), first, second, options), cancellationToken);

    /// <inheritdoc cref="MapAsCompleted{T, R}(Func{T, R}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    /// <typeparam name="T1">An item of the first input.</typeparam>
    /// <typeparam name="T2">An item of the second input.</typeparam>
    /// <typeparam name="T3">An item of the third input.</typeparam>
    /// <typeparam name="R">A result.</typeparam>
    /// <param name="function">The function; it gets one item of each input.</param>
    /// <param name="first">The first input.</param>
    /// <param name="second">The second input.</param>
    /// <param name="third">The third input.</param>
    /// <param name="options">How to run the call; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public IAsyncEnumerable<R> MapAsCompleted<T1, T2, T3, R>(
        Func<T1, T2, T3, R> function, IEnumerable<T1> first, IEnumerable<T2> second, IEnumerable<T3> third, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamAsCompleted(Request(nameof(MapAsCompleted), function, new SyncFunction<(T1, T2, T3), R>(t => function(t.Item1, t.Item2, t.Item3)), first, second, third, options), cancellationToken);

    /// <inheritdoc cref="MapAsCompleted{T, R}(Func{T, R}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    /// <typeparam name="T1">An item of the first input.</typeparam>
    /// <typeparam name="T2">An item of the second input.</typeparam>
    /// <typeparam name="T3">An item of the third input.</typeparam>
    /// <typeparam name="R">A result.</typeparam>
    /// <param name="function">The function; it gets one item of each input.</param>
    /// <param name="first">The first input.</param>
    /// <param name="second">The second input.</param>
    /// <param name="third">The third input.</param>
    /// <param name="options">How to run the call; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    [OverloadResolutionPriority(1)]
    public IAsyncEnumerable<R> MapAsCompleted<T1, T2, T3, R>(
        Func<T1, T2, T3, Task<R>> function, IEnumerable<T1> first, IEnumerable<T2> second, IEnumerable<T3> third, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamAsCompleted(Request(nameof(MapAsCompleted), function, new TaskReturningFunction<(T1, T2, T3), R>(t => function(t.Item1, t.Item2, t.Item3)), first, second, third, options), cancellationToken);

    /// <inheritdoc cref="MapAsCompleted{T, R}(Func{T, R}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    /// <typeparam name="T1">An item of the first input.</typeparam>
    /// <typeparam name="T2">An item of the second input.</typeparam>
    /// <typeparam name="T3">An item of the third input.</typeparam>
    /// <typeparam name="R">A result.</typeparam>
    /// <param name="function">The function; it gets one item of each input.</param>
    /// <param name="first">The first input.</param>
    /// <param name="second">The second input.</param>
    /// <param name="third">The third input.</param>
    /// <param name="options">How to run the call; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public IAsyncEnumerable<R> MapAsCompleted<T1, T2, T3, R>(
        Func<T1, T2, T3, ValueTask<R>> function, IEnumerable<T1> first, IEnumerable<T2> second, IEnumerable<T3> third, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamAsCompleted(Request(nameof(MapAsCompleted), function, new ValueTaskReturningFunction<(T1, T2, T3), R>(t => function(t.Item1, t.Item2, t.Item3)), first, second, third, options), cancellationToken);

    /// <inheritdoc cref="MapAsCompleted{T, R}(Func{T, R}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    /// <typeparam name="T1">An item of the first input.</typeparam>
    /// <typeparam name="T2">An item of the second input.</typeparam>
    /// <typeparam name="T3">An item of the third input.</typeparam>
    /// <typeparam name="T4">An item of the fourth input.</typeparam>
    /// <typeparam name="R">A result.</typeparam>
    /// <param name="function">The function; it gets one item of each input.</param>
    /// <param name="first">The first input.</param>
    /// <param name="second">The second input.</param>
    /// <param name="third">The third input.</param>
    /// <param name="fourth">The fourth input.</param>
    /// <param name="options">How to run the call; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public IAsyncEnumerable<R> MapAsCompleted<T1, T2, T3, T4, R>(
        Func<T1, T2, T3, T4, R> function, IEnumerable<T1> first, IEnumerable<T2> second, IEnumerable<T3> third, IEnumerable<T4> fourth, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamAsCompleted(Request(nameof(MapAsCompleted), function, new SyncFunction<(T1, T2, T3, T4), R>(t => function(t.Item1, t.Item2, t.Item3, t.Item4)), first, second, third, fourth, options), cancellationToken);

    /// <inheritdoc cref="MapAsCompleted{T, R}(Func{T, R}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    /// <typeparam name="T1">An item of the first input.</typeparam>
    /// <typeparam name="T2">An item of the second input.</typeparam>
    /// <typeparam name="T3">An item of the third input.</typeparam>
    /// <typeparam name="T4">An item of the fourth input.</typeparam>
    /// <typeparam name="R">A result.</typeparam>
    /// <param name="function">The function; it gets one item of each input.</param>
    /// <param name="first">The first input.</param>
    /// <param name="second">The second input.</param>
    /// <param name="third">The third input.</param>
    /// <param name="fourth">The fourth input.</param>
    /// <param name="options">How to run the call; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    [OverloadResolutionPriority(1)]
    public IAsyncEnumerable<R> MapAsCompleted<T1, T2, T3, T4, R>(
        Func<T1, T2, T3, T4, Task<R>> function, IEnumerable<T1> first, IEnumerable<T2> second, IEnumerable<T3> third, IEnumerable<T4> fourth, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamAsCompleted(Request(nameof(MapAsCompleted), function, new TaskReturningFunction<(T1, T2, T3, T4), R>(t => function(t.Item1, t.Item2, t.Item3, t.Item4)), first, second, third, fourth, options), cancellationToken);

    /// <inheritdoc cref="MapAsCompleted{T, R}(Func{T, R}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    /// <typeparam name="T1">An item of the first input.</typeparam>
    /// <typeparam name="T2">An item of the second input.</typeparam>
    /// <typeparam name="T3">An item of the third input.</typeparam>
    /// <typeparam name="T4">An item of the fourth input.</typeparam>
    /// <typeparam name="R">A result.</typeparam>
    /// <param name="function">The function; it gets one item of each input.</param>
    /// <param name="first">The first input.</param>
    /// <param name="second">The second input.</param>
    /// <param name="third">The third input.</param>
    /// <param name="fourth">The fourth input.</param>
    /// <param name="options">How to run the call; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public IAsyncEnumerable<R> MapAsCompleted<T1, T2, T3, T4, R>(
        Func<T1, T2, T3, T4, ValueTask<R>> function, IEnumerable<T1> first, IEnumerable<T2> second, IEnumerable<T3> third, IEnumerable<T4> fourth, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamAsCompleted(Request(nameof(MapAsCompleted), function, new ValueTaskReturningFunction<(T1, T2, T3, T4), R>(t => function(t.Item1, t.Item2, t.Item3, t.Item4)), first, second, third, fourth, options), cancellationToken);

    /// <inheritdoc cref="MapAsCompleted{T, R}(Func{T, R}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    public IAsyncEnumerable<R> MapAsCompleted<T, R>(Func<T, R> function, IAsyncEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamAsCompleted(Request(nameof(MapAsCompleted), function, new SyncFunction<T, R>(function), items, options), cancellationToken);

    /// <inheritdoc cref="MapAsCompleted{T, R}(Func{T, R}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(1)]
    public IAsyncEnumerable<R> MapAsCompleted<T, R>(
        Func<T, Task<R>> function, IAsyncEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamAsCompleted(Request(nameof(MapAsCompleted), function, new TaskReturningFunction<T, R>(function), items, options), cancellationToken);

    /// <inheritdoc cref="MapAsCompleted{T, R}(Func{T, R}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    public IAsyncEnumerable<R> MapAsCompleted<T, R>(
        Func<T, ValueTask<R>> function, IAsyncEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamAsCompleted(Request(nameof(MapAsCompleted), function, new ValueTaskReturningFunction<T, R>(function), items, options), cancellationToken);

    /// <inheritdoc cref="MapAsCompleted{T, R}(Func{T, R}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    /// <typeparam name="T1">An item of the first input.</typeparam>
    /// <typeparam name="T2">An item of the second input.</typeparam>
    /// <typeparam name="R">A result.</typeparam>
    /// <param name="function">The function; it gets one item of each input.</param>
    /// <param name="first">The first input.</param>
    /// <param name="second">The second input.</param>
    /// <param name="options">How to run the call; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public IAsyncEnumerable<R> MapAsCompleted<T1, T2, R>(
        Func<T1, T2, R> function, IAsyncEnumerable<T1> first, IAsyncEnumerable<T2> second, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamAsCompleted(Request(nameof(MapAsCompleted), function, new SyncFunction<(T1, T2), R>(t => function(t.Item1, t.Item2)), first, second, options), cancellationToken);

    /// <inheritdoc cref="MapAsCompleted{T, R}(Func{T, R}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    /// <typeparam name="T1">An item of the first input.</typeparam>
    /// <typeparam name="T2">An item of the second input.</typeparam>
    /// <typeparam name="R">A result.</typeparam>
    /// <param name="function">The function; it gets one item of each input.</param>
    /// <param name="first">The first input.</param>
    /// <param name="second">The second input.</param>
    /// <param name="options">How to run the call; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    [OverloadResolutionPriority(1)]
    public IAsyncEnumerable<R> MapAsCompleted<T1, T2, R>(
        Func<T1, T2, Task<R>> function, IAsyncEnumerable<T1> first, IAsyncEnumerable<T2> second, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamAsCompleted(Request(nameof(MapAsCompleted), function, new TaskReturningFunction<(T1, T2), R>(t => function(t.Item1, t.Item2)), first, second, options), cancellationToken);

    /// <inheritdoc cref="MapAsCompleted{T, R}(Func{T, R}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    /// <typeparam name="T1">An item of the first input.</typeparam>
    /// <typeparam name="T2">An item of the second input.</typeparam>
    /// <typeparam name="R">A result.</typeparam>
    /// <param name="function">The function; it gets one item of each input.</param>
    /// <param name="first">The first input.</param>
    /// <param name="second">The second input.</param>
    /// <param name="options">How to run the call; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public IAsyncEnumerable<R> MapAsCompleted<T1, T2, R>(
        Func<T1, T2, ValueTask<R>> function, IAsyncEnumerable<T1> first, IAsyncEnumerable<T2> second, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamAsCompleted(Request(nameof(MapAsCompleted), function, new ValueTaskReturningFunction<(T1, T2), R>(t => function(t.Item1, t.Item2)), first, second, options), cancellationToken);

    /// <inheritdoc cref="MapAsCompleted{T, R}(Func{T, R}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    /// <typeparam name="T1">An item of the first input.</typeparam>
    /// <typeparam name="T2">An item of the second input.</typeparam>
    /// <typeparam name="T3">An item of the third input.</typeparam>
    /// <typeparam name="R">A result.</typeparam>
    /// <param name="function">The function; it gets one item of each input.</param>
    /// <param name="first">The first input.</param>
    /// <param name="second">The second input.</param>
    /// <param name="third">The third input.</param>
    /// <param name="options">How to run the call; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public IAsyncEnumerable<R> MapAsCompleted<T1, T2, T3, R>(
        Func<T1, T2, T3, R> function, IAsyncEnumerable<T1> first, IAsyncEnumerable<T2> second, IAsyncEnumerable<T3> third, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamAsCompleted(Request(nameof(MapAsCompleted), function, new SyncFunction<(T1, T2, T3), R>(t => function(t.Item1, t.Item2, t.Item3)), first, second, third, options), cancellationToken);

    /// <inheritdoc cref="MapAsCompleted{T, R}(Func{T, R}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    /// <typeparam name="T1">An item of the first input.</typeparam>
    /// <typeparam name="T2">An item of the second input.</typeparam>
    /// <typeparam name="T3">An item of the third input.</typeparam>
    /// <typeparam name="R">A result.</typeparam>
    /// <param name="function">The function; it gets one item of each input.</param>
    /// <param name="first">The first input.</param>
    /// <param name="second">The second input.</param>
    /// <param name="third">The third input.</param>
    /// <param name="options">How to run the call; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    [OverloadResolutionPriority(1)]
    public IAsyncEnumerable<R> MapAsCompleted<T1, T2, T3, R>(
        Func<T1, T2, T3, Task<R>> function, IAsyncEnumerable<T1> first, IAsyncEnumerable<T2> second, IAsyncEnumerable<T3> third, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamAsCompleted(Request(nameof(MapAsCompleted), function, new TaskReturningFunction<(T1, T2, T3), R>(t => function(t.Item1, t.Item2, t.Item3)), first, second, third, options), cancellationToken);

    /// <inheritdoc cref="MapAsCompleted{T, R}(Func{T, R}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    /// <typeparam name="T1">An item of the first input.</typeparam>
    /// <typeparam name="T2">An item of the second input.</typeparam>
    /// <typeparam name="T3">An item of the third input.</typeparam>
    /// <typeparam name="R">A result.</typeparam>
    /// <param name="function">The function; it gets one item of each input.</param>
    /// <param name="first">The first input.</param>
    /// <param name="second">The second input.</param>
    /// <param name="third">The third input.</param>
    /// <param name="options">How to run the call; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public IAsyncEnumerable<R> MapAsCompleted<T1, T2, T3, R>(
        Func<T1, T2, T3, ValueTask<R>> function, IAsyncEnumerable<T1> first, IAsyncEnumerable<T2> second, IAsyncEnumerable<T3> third, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamAsCompleted(Request(nameof(MapAsCompleted), function, new ValueTaskReturningFunction<(T1, T2, T3), R>(t => function(t.Item1, t.Item2, t.Item3)), first, second, third, options), cancellationToken);

    /// <inheritdoc cref="MapAsCompleted{T, R}(Func{T, R}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    /// <typeparam name="T1">An item of the first input.</typeparam>
    /// <typeparam name="T2">An item of the second input.</typeparam>
    /// <typeparam name="T3">An item of the third input.</typeparam>
    /// <typeparam name="T4">An item of the fourth input.</typeparam>
    /// <typeparam name="R">A result.</typeparam>
    /// <param name="function">The function; it gets one item of each input.</param>
    /// <param name="first">The first input.</param>
    /// <param name="second">The second input.</param>
    /// <param name="third">The third input.</param>
    /// <param name="fourth">The fourth input.</param>
    /// <param name="options">How to run the call; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public IAsyncEnumerable<R> MapAsCompleted<T1, T2, T3, T4, R>(
        Func<T1, T2, T3, T4, R> function, IAsyncEnumerable<T1> first, IAsyncEnumerable<T2> second, IAsyncEnumerable<T3> third, IAsyncEnumerable<T4> fourth, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamAsCompleted(Request(nameof(MapAsCompleted), function, new SyncFunction<(T1, T2, T3, T4), R>(t => function(t.Item1, t.Item2, t.Item3, t.Item4)), first, second, third, fourth, options), cancellationToken);

    /// <inheritdoc cref="MapAsCompleted{T, R}(Func{T, R}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    /// <typeparam name="T1">An item of the first input.</typeparam>
    /// <typeparam name="T2">An item of the second input.</typeparam>
    /// <typeparam name="T3">An item of the third input.</typeparam>
    /// <typeparam name="T4">An item of the fourth input.</typeparam>
    /// <typeparam name="R">A result.</typeparam>
    /// <param name="function">The function; it gets one item of each input.</param>
    /// <param name="first">The first input.</param>
    /// <param name="second">The second input.</param>
    /// <param name="third">The third input.</param>
    /// <param name="fourth">The fourth input.</param>
    /// <param name="options">How to run the call; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    [OverloadResolutionPriority(1)]
    public IAsyncEnumerable<R> MapAsCompleted<T1, T2, T3, T4, R>(
        Func<T1, T2, T3, T4, Task<R>> function, IAsyncEnumerable<T1> first, IAsyncEnumerable<T2> second, IAsyncEnumerable<T3> third, IAsyncEnumerable<T4> fourth, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamAsCompleted(Request(nameof(MapAsCompleted), function, new TaskReturningFunction<(T1, T2, T3, T4), R>(t => function(t.Item1, t.Item2, t.Item3, t.Item4)), first, second, third, fourth, options), cancellationToken);

    /// <inheritdoc cref="MapAsCompleted{T, R}(Func{T, R}, IEnumerable{T}, MapOptions?, CancellationToken)"/>
    /// <typeparam name="T1">An item of the first input.</typeparam>
    /// <typeparam name="T2">An item of the second input.</typeparam>
    /// <typeparam name="T3">An item of the third input.</typeparam>
    /// <typeparam name="T4">An item of the fourth input.</typeparam>
    /// <typeparam name="R">A result.</typeparam>
    /// <param name="function">The function; it gets one item of each input.</param>
    /// <param name="first">The first input.</param>
    /// <param name="second">The second input.</param>
    /// <param name="third">The third input.</param>
    /// <param name="fourth">The fourth input.</param>
    /// <param name="options">How to run the call; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public IAsyncEnumerable<R> MapAsCompleted<T1, T2, T3, T4, R>(
        Func<T1, T2, T3, T4, ValueTask<R>> function, IAsyncEnumerable<T1> first, IAsyncEnumerable<T2> second, IAsyncEnumerable<T3> third, IAsyncEnumerable<T4> fourth, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamAsCompleted(Request(nameof(MapAsCompleted), function, new ValueTaskReturningFunction<(T1, T2, T3, T4), R>(t => function(t.Item1, t.Item2, t.Item3, t.Item4)), first, second, third, fourth, options), cancellationToken);
}
