using System.Runtime.CompilerServices;

namespace Pathos;

public sealed partial class Pool
{
    /// <summary>Calls a function once on a worker. Other overloads take up to four arguments, async functions, and functions without a result.</summary>
    /// <typeparam name="R">The result.</typeparam>
    /// <param name="function">Any delegate.</param>
    /// <param name="options">How to run the call; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>What the function returned.</returns>
    /// <exception cref="PoolClosedException">The pool is closed, or was terminated before the call ended.</exception>
    /// <exception cref="PoolOpenException">The pool could not be opened.</exception>
    /// <exception cref="PoolException">The worker was lost and the call could not be tried again. The function's own exception arrives as its own type.</exception>
    /// <exception cref="TimeoutException">The call took longer than its limit.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public Task<R> PipeAsync<R>(Func<R> function, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StartPipe(nameof(PipeAsync), function, new SyncFunction<Nothing, R>(_ => function()), default(Nothing), options, cancellationToken);

    /// <inheritdoc cref="PipeAsync{R}(Func{R}, MapOptions?, CancellationToken)"/>
    /// <typeparam name="R">The result.</typeparam>
    /// <param name="function">Any delegate.</param>
    /// <param name="options">How to run the call; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>What the function returned.</returns>
    [OverloadResolutionPriority(1)]
    public Task<R> PipeAsync<R>(Func<Task<R>> function, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StartPipe(nameof(PipeAsync), function, new TaskReturningFunction<Nothing, R>(_ => function()), default(Nothing), options, cancellationToken);

    /// <inheritdoc cref="PipeAsync{R}(Func{R}, MapOptions?, CancellationToken)"/>
    /// <typeparam name="R">The result.</typeparam>
    /// <param name="function">Any delegate.</param>
    /// <param name="options">How to run the call; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>What the function returned.</returns>
    public Task<R> PipeAsync<R>(Func<ValueTask<R>> function, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StartPipe(nameof(PipeAsync), function, new ValueTaskReturningFunction<Nothing, R>(_ => function()), default(Nothing), options, cancellationToken);

    /// <inheritdoc cref="PipeAsync{R}(Func{R}, MapOptions?, CancellationToken)"/>
    /// <param name="function">Any delegate.</param>
    /// <param name="options">How to run the call; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that completes when the function has ended.</returns>
    public Task PipeAsync(Action function, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StartPipe(nameof(PipeAsync), function, new ActionFunction<Nothing>(_ => function()), default(Nothing), options, cancellationToken);

    /// <inheritdoc cref="PipeAsync{R}(Func{R}, MapOptions?, CancellationToken)"/>
    /// <param name="function">Any delegate.</param>
    /// <param name="options">How to run the call; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that completes when the function has ended.</returns>
    [OverloadResolutionPriority(1)]
    public Task PipeAsync(Func<Task> function, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StartPipe(nameof(PipeAsync), function, new TaskActionFunction<Nothing>(_ => function()), default(Nothing), options, cancellationToken);

    /// <inheritdoc cref="PipeAsync{R}(Func{R}, MapOptions?, CancellationToken)"/>
    /// <param name="function">Any delegate.</param>
    /// <param name="options">How to run the call; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that completes when the function has ended.</returns>
    public Task PipeAsync(Func<ValueTask> function, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StartPipe(nameof(PipeAsync), function, new TaskActionFunction<Nothing>(_ => function().AsTask()), default(Nothing), options, cancellationToken);

    /// <inheritdoc cref="PipeAsync{R}(Func{R}, MapOptions?, CancellationToken)"/>
    /// <typeparam name="T">The argument.</typeparam>
    /// <typeparam name="R">The result.</typeparam>
    /// <param name="function">Any delegate.</param>
    /// <param name="argument">The argument.</param>
    /// <param name="options">How to run the call; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>What the function returned.</returns>
    public Task<R> PipeAsync<T, R>(Func<T, R> function, T argument, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StartPipe(nameof(PipeAsync), function, new SyncFunction<T, R>(function), argument, options, cancellationToken);

    /// <inheritdoc cref="PipeAsync{R}(Func{R}, MapOptions?, CancellationToken)"/>
    /// <typeparam name="T">The argument.</typeparam>
    /// <typeparam name="R">The result.</typeparam>
    /// <param name="function">Any delegate.</param>
    /// <param name="argument">The argument.</param>
    /// <param name="options">How to run the call; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>What the function returned.</returns>
    [OverloadResolutionPriority(1)]
    public Task<R> PipeAsync<T, R>(Func<T, Task<R>> function, T argument, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StartPipe(nameof(PipeAsync), function, new TaskReturningFunction<T, R>(function), argument, options, cancellationToken);

    /// <inheritdoc cref="PipeAsync{R}(Func{R}, MapOptions?, CancellationToken)"/>
    /// <typeparam name="T">The argument.</typeparam>
    /// <typeparam name="R">The result.</typeparam>
    /// <param name="function">Any delegate.</param>
    /// <param name="argument">The argument.</param>
    /// <param name="options">How to run the call; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>What the function returned.</returns>
    public Task<R> PipeAsync<T, R>(Func<T, ValueTask<R>> function, T argument, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StartPipe(nameof(PipeAsync), function, new ValueTaskReturningFunction<T, R>(function), argument, options, cancellationToken);

    /// <inheritdoc cref="PipeAsync{R}(Func{R}, MapOptions?, CancellationToken)"/>
    /// <typeparam name="T">The argument.</typeparam>
    /// <param name="function">Any delegate.</param>
    /// <param name="argument">The argument.</param>
    /// <param name="options">How to run the call; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that completes when the function has ended.</returns>
    public Task PipeAsync<T>(Action<T> function, T argument, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StartPipe(nameof(PipeAsync), function, new ActionFunction<T>(function), argument, options, cancellationToken);

    /// <inheritdoc cref="PipeAsync{R}(Func{R}, MapOptions?, CancellationToken)"/>
    /// <typeparam name="T">The argument.</typeparam>
    /// <param name="function">Any delegate.</param>
    /// <param name="argument">The argument.</param>
    /// <param name="options">How to run the call; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that completes when the function has ended.</returns>
    [OverloadResolutionPriority(1)]
    public Task PipeAsync<T>(Func<T, Task> function, T argument, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StartPipe(nameof(PipeAsync), function, new TaskActionFunction<T>(function), argument, options, cancellationToken);

    /// <inheritdoc cref="PipeAsync{R}(Func{R}, MapOptions?, CancellationToken)"/>
    /// <typeparam name="T">The argument.</typeparam>
    /// <param name="function">Any delegate.</param>
    /// <param name="argument">The argument.</param>
    /// <param name="options">How to run the call; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that completes when the function has ended.</returns>
    public Task PipeAsync<T>(Func<T, ValueTask> function, T argument, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StartPipe(nameof(PipeAsync), function, new TaskActionFunction<T>(t => function(t).AsTask()), argument, options, cancellationToken);

    /// <inheritdoc cref="PipeAsync{R}(Func{R}, MapOptions?, CancellationToken)"/>
    /// <typeparam name="T1">The first argument.</typeparam>
    /// <typeparam name="T2">The second argument.</typeparam>
    /// <typeparam name="R">The result.</typeparam>
    /// <param name="function">Any delegate.</param>
    /// <param name="first">The first argument.</param>
    /// <param name="second">The second argument.</param>
    /// <param name="options">How to run the call; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>What the function returned.</returns>
    public Task<R> PipeAsync<T1, T2, R>(Func<T1, T2, R> function, T1 first, T2 second, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StartPipe(nameof(PipeAsync), function, new SyncFunction<(T1, T2), R>(t => function(t.Item1, t.Item2)), (first, second), options, cancellationToken);

    /// <inheritdoc cref="PipeAsync{R}(Func{R}, MapOptions?, CancellationToken)"/>
    /// <typeparam name="T1">The first argument.</typeparam>
    /// <typeparam name="T2">The second argument.</typeparam>
    /// <typeparam name="R">The result.</typeparam>
    /// <param name="function">Any delegate.</param>
    /// <param name="first">The first argument.</param>
    /// <param name="second">The second argument.</param>
    /// <param name="options">How to run the call; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>What the function returned.</returns>
    [OverloadResolutionPriority(1)]
    public Task<R> PipeAsync<T1, T2, R>(Func<T1, T2, Task<R>> function, T1 first, T2 second, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StartPipe(nameof(PipeAsync), function, new TaskReturningFunction<(T1, T2), R>(t => function(t.Item1, t.Item2)), (first, second), options, cancellationToken);

    /// <inheritdoc cref="PipeAsync{R}(Func{R}, MapOptions?, CancellationToken)"/>
    /// <typeparam name="T1">The first argument.</typeparam>
    /// <typeparam name="T2">The second argument.</typeparam>
    /// <typeparam name="R">The result.</typeparam>
    /// <param name="function">Any delegate.</param>
    /// <param name="first">The first argument.</param>
    /// <param name="second">The second argument.</param>
    /// <param name="options">How to run the call; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>What the function returned.</returns>
    public Task<R> PipeAsync<T1, T2, R>(Func<T1, T2, ValueTask<R>> function, T1 first, T2 second, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StartPipe(nameof(PipeAsync), function, new ValueTaskReturningFunction<(T1, T2), R>(t => function(t.Item1, t.Item2)), (first, second), options, cancellationToken);

    /// <inheritdoc cref="PipeAsync{R}(Func{R}, MapOptions?, CancellationToken)"/>
    /// <typeparam name="T1">The first argument.</typeparam>
    /// <typeparam name="T2">The second argument.</typeparam>
    /// <param name="function">Any delegate.</param>
    /// <param name="first">The first argument.</param>
    /// <param name="second">The second argument.</param>
    /// <param name="options">How to run the call; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that completes when the function has ended.</returns>
    public Task PipeAsync<T1, T2>(Action<T1, T2> function, T1 first, T2 second, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StartPipe(nameof(PipeAsync), function, new ActionFunction<(T1, T2)>(t => function(t.Item1, t.Item2)), (first, second), options, cancellationToken);

    /// <inheritdoc cref="PipeAsync{R}(Func{R}, MapOptions?, CancellationToken)"/>
    /// <typeparam name="T1">The first argument.</typeparam>
    /// <typeparam name="T2">The second argument.</typeparam>
    /// <param name="function">Any delegate.</param>
    /// <param name="first">The first argument.</param>
    /// <param name="second">The second argument.</param>
    /// <param name="options">How to run the call; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that completes when the function has ended.</returns>
    [OverloadResolutionPriority(1)]
    public Task PipeAsync<T1, T2>(Func<T1, T2, Task> function, T1 first, T2 second, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StartPipe(nameof(PipeAsync), function, new TaskActionFunction<(T1, T2)>(t => function(t.Item1, t.Item2)), (first, second), options, cancellationToken);

    /// <inheritdoc cref="PipeAsync{R}(Func{R}, MapOptions?, CancellationToken)"/>
    /// <typeparam name="T1">The first argument.</typeparam>
    /// <typeparam name="T2">The second argument.</typeparam>
    /// <param name="function">Any delegate.</param>
    /// <param name="first">The first argument.</param>
    /// <param name="second">The second argument.</param>
    /// <param name="options">How to run the call; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that completes when the function has ended.</returns>
    public Task PipeAsync<T1, T2>(Func<T1, T2, ValueTask> function, T1 first, T2 second, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StartPipe(nameof(PipeAsync), function, new TaskActionFunction<(T1, T2)>(t => function(t.Item1, t.Item2).AsTask()), (first, second), options, cancellationToken);

    /// <inheritdoc cref="PipeAsync{R}(Func{R}, MapOptions?, CancellationToken)"/>
    /// <typeparam name="T1">The first argument.</typeparam>
    /// <typeparam name="T2">The second argument.</typeparam>
    /// <typeparam name="T3">The third argument.</typeparam>
    /// <typeparam name="R">The result.</typeparam>
    /// <param name="function">Any delegate.</param>
    /// <param name="first">The first argument.</param>
    /// <param name="second">The second argument.</param>
    /// <param name="third">The third argument.</param>
    /// <param name="options">How to run the call; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>What the function returned.</returns>
    public Task<R> PipeAsync<T1, T2, T3, R>(Func<T1, T2, T3, R> function, T1 first, T2 second, T3 third, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StartPipe(nameof(PipeAsync), function, new SyncFunction<(T1, T2, T3), R>(t => function(t.Item1, t.Item2, t.Item3)), (first, second, third), options, cancellationToken);

    /// <inheritdoc cref="PipeAsync{R}(Func{R}, MapOptions?, CancellationToken)"/>
    /// <typeparam name="T1">The first argument.</typeparam>
    /// <typeparam name="T2">The second argument.</typeparam>
    /// <typeparam name="T3">The third argument.</typeparam>
    /// <typeparam name="R">The result.</typeparam>
    /// <param name="function">Any delegate.</param>
    /// <param name="first">The first argument.</param>
    /// <param name="second">The second argument.</param>
    /// <param name="third">The third argument.</param>
    /// <param name="options">How to run the call; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>What the function returned.</returns>
    [OverloadResolutionPriority(1)]
    public Task<R> PipeAsync<T1, T2, T3, R>(Func<T1, T2, T3, Task<R>> function, T1 first, T2 second, T3 third, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StartPipe(nameof(PipeAsync), function, new TaskReturningFunction<(T1, T2, T3), R>(t => function(t.Item1, t.Item2, t.Item3)), (first, second, third), options, cancellationToken);

    /// <inheritdoc cref="PipeAsync{R}(Func{R}, MapOptions?, CancellationToken)"/>
    /// <typeparam name="T1">The first argument.</typeparam>
    /// <typeparam name="T2">The second argument.</typeparam>
    /// <typeparam name="T3">The third argument.</typeparam>
    /// <typeparam name="R">The result.</typeparam>
    /// <param name="function">Any delegate.</param>
    /// <param name="first">The first argument.</param>
    /// <param name="second">The second argument.</param>
    /// <param name="third">The third argument.</param>
    /// <param name="options">How to run the call; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>What the function returned.</returns>
    public Task<R> PipeAsync<T1, T2, T3, R>(Func<T1, T2, T3, ValueTask<R>> function, T1 first, T2 second, T3 third, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StartPipe(nameof(PipeAsync), function, new ValueTaskReturningFunction<(T1, T2, T3), R>(t => function(t.Item1, t.Item2, t.Item3)), (first, second, third), options, cancellationToken);

    /// <inheritdoc cref="PipeAsync{R}(Func{R}, MapOptions?, CancellationToken)"/>
    /// <typeparam name="T1">The first argument.</typeparam>
    /// <typeparam name="T2">The second argument.</typeparam>
    /// <typeparam name="T3">The third argument.</typeparam>
    /// <param name="function">Any delegate.</param>
    /// <param name="first">The first argument.</param>
    /// <param name="second">The second argument.</param>
    /// <param name="third">The third argument.</param>
    /// <param name="options">How to run the call; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that completes when the function has ended.</returns>
    public Task PipeAsync<T1, T2, T3>(Action<T1, T2, T3> function, T1 first, T2 second, T3 third, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StartPipe(nameof(PipeAsync), function, new ActionFunction<(T1, T2, T3)>(t => function(t.Item1, t.Item2, t.Item3)), (first, second, third), options, cancellationToken);

    /// <inheritdoc cref="PipeAsync{R}(Func{R}, MapOptions?, CancellationToken)"/>
    /// <typeparam name="T1">The first argument.</typeparam>
    /// <typeparam name="T2">The second argument.</typeparam>
    /// <typeparam name="T3">The third argument.</typeparam>
    /// <param name="function">Any delegate.</param>
    /// <param name="first">The first argument.</param>
    /// <param name="second">The second argument.</param>
    /// <param name="third">The third argument.</param>
    /// <param name="options">How to run the call; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that completes when the function has ended.</returns>
    [OverloadResolutionPriority(1)]
    public Task PipeAsync<T1, T2, T3>(Func<T1, T2, T3, Task> function, T1 first, T2 second, T3 third, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StartPipe(nameof(PipeAsync), function, new TaskActionFunction<(T1, T2, T3)>(t => function(t.Item1, t.Item2, t.Item3)), (first, second, third), options, cancellationToken);

    /// <inheritdoc cref="PipeAsync{R}(Func{R}, MapOptions?, CancellationToken)"/>
    /// <typeparam name="T1">The first argument.</typeparam>
    /// <typeparam name="T2">The second argument.</typeparam>
    /// <typeparam name="T3">The third argument.</typeparam>
    /// <param name="function">Any delegate.</param>
    /// <param name="first">The first argument.</param>
    /// <param name="second">The second argument.</param>
    /// <param name="third">The third argument.</param>
    /// <param name="options">How to run the call; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that completes when the function has ended.</returns>
    public Task PipeAsync<T1, T2, T3>(Func<T1, T2, T3, ValueTask> function, T1 first, T2 second, T3 third, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StartPipe(nameof(PipeAsync), function, new TaskActionFunction<(T1, T2, T3)>(t => function(t.Item1, t.Item2, t.Item3).AsTask()), (first, second, third), options, cancellationToken);

    /// <inheritdoc cref="PipeAsync{R}(Func{R}, MapOptions?, CancellationToken)"/>
    /// <typeparam name="T1">The first argument.</typeparam>
    /// <typeparam name="T2">The second argument.</typeparam>
    /// <typeparam name="T3">The third argument.</typeparam>
    /// <typeparam name="T4">The fourth argument.</typeparam>
    /// <typeparam name="R">The result.</typeparam>
    /// <param name="function">Any delegate.</param>
    /// <param name="first">The first argument.</param>
    /// <param name="second">The second argument.</param>
    /// <param name="third">The third argument.</param>
    /// <param name="fourth">The fourth argument.</param>
    /// <param name="options">How to run the call; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>What the function returned.</returns>
    public Task<R> PipeAsync<T1, T2, T3, T4, R>(Func<T1, T2, T3, T4, R> function, T1 first, T2 second, T3 third, T4 fourth, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StartPipe(nameof(PipeAsync), function, new SyncFunction<(T1, T2, T3, T4), R>(t => function(t.Item1, t.Item2, t.Item3, t.Item4)), (first, second, third, fourth), options, cancellationToken);

    /// <inheritdoc cref="PipeAsync{R}(Func{R}, MapOptions?, CancellationToken)"/>
    /// <typeparam name="T1">The first argument.</typeparam>
    /// <typeparam name="T2">The second argument.</typeparam>
    /// <typeparam name="T3">The third argument.</typeparam>
    /// <typeparam name="T4">The fourth argument.</typeparam>
    /// <typeparam name="R">The result.</typeparam>
    /// <param name="function">Any delegate.</param>
    /// <param name="first">The first argument.</param>
    /// <param name="second">The second argument.</param>
    /// <param name="third">The third argument.</param>
    /// <param name="fourth">The fourth argument.</param>
    /// <param name="options">How to run the call; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>What the function returned.</returns>
    [OverloadResolutionPriority(1)]
    public Task<R> PipeAsync<T1, T2, T3, T4, R>(Func<T1, T2, T3, T4, Task<R>> function, T1 first, T2 second, T3 third, T4 fourth, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StartPipe(nameof(PipeAsync), function, new TaskReturningFunction<(T1, T2, T3, T4), R>(t => function(t.Item1, t.Item2, t.Item3, t.Item4)), (first, second, third, fourth), options, cancellationToken);

    /// <inheritdoc cref="PipeAsync{R}(Func{R}, MapOptions?, CancellationToken)"/>
    /// <typeparam name="T1">The first argument.</typeparam>
    /// <typeparam name="T2">The second argument.</typeparam>
    /// <typeparam name="T3">The third argument.</typeparam>
    /// <typeparam name="T4">The fourth argument.</typeparam>
    /// <typeparam name="R">The result.</typeparam>
    /// <param name="function">Any delegate.</param>
    /// <param name="first">The first argument.</param>
    /// <param name="second">The second argument.</param>
    /// <param name="third">The third argument.</param>
    /// <param name="fourth">The fourth argument.</param>
    /// <param name="options">How to run the call; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>What the function returned.</returns>
    public Task<R> PipeAsync<T1, T2, T3, T4, R>(Func<T1, T2, T3, T4, ValueTask<R>> function, T1 first, T2 second, T3 third, T4 fourth, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StartPipe(nameof(PipeAsync), function, new ValueTaskReturningFunction<(T1, T2, T3, T4), R>(t => function(t.Item1, t.Item2, t.Item3, t.Item4)), (first, second, third, fourth), options, cancellationToken);

    /// <inheritdoc cref="PipeAsync{R}(Func{R}, MapOptions?, CancellationToken)"/>
    /// <typeparam name="T1">The first argument.</typeparam>
    /// <typeparam name="T2">The second argument.</typeparam>
    /// <typeparam name="T3">The third argument.</typeparam>
    /// <typeparam name="T4">The fourth argument.</typeparam>
    /// <param name="function">Any delegate.</param>
    /// <param name="first">The first argument.</param>
    /// <param name="second">The second argument.</param>
    /// <param name="third">The third argument.</param>
    /// <param name="fourth">The fourth argument.</param>
    /// <param name="options">How to run the call; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that completes when the function has ended.</returns>
    public Task PipeAsync<T1, T2, T3, T4>(Action<T1, T2, T3, T4> function, T1 first, T2 second, T3 third, T4 fourth, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StartPipe(nameof(PipeAsync), function, new ActionFunction<(T1, T2, T3, T4)>(t => function(t.Item1, t.Item2, t.Item3, t.Item4)), (first, second, third, fourth), options, cancellationToken);

    /// <inheritdoc cref="PipeAsync{R}(Func{R}, MapOptions?, CancellationToken)"/>
    /// <typeparam name="T1">The first argument.</typeparam>
    /// <typeparam name="T2">The second argument.</typeparam>
    /// <typeparam name="T3">The third argument.</typeparam>
    /// <typeparam name="T4">The fourth argument.</typeparam>
    /// <param name="function">Any delegate.</param>
    /// <param name="first">The first argument.</param>
    /// <param name="second">The second argument.</param>
    /// <param name="third">The third argument.</param>
    /// <param name="fourth">The fourth argument.</param>
    /// <param name="options">How to run the call; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that completes when the function has ended.</returns>
    [OverloadResolutionPriority(1)]
    public Task PipeAsync<T1, T2, T3, T4>(Func<T1, T2, T3, T4, Task> function, T1 first, T2 second, T3 third, T4 fourth, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StartPipe(nameof(PipeAsync), function, new TaskActionFunction<(T1, T2, T3, T4)>(t => function(t.Item1, t.Item2, t.Item3, t.Item4)), (first, second, third, fourth), options, cancellationToken);

    /// <inheritdoc cref="PipeAsync{R}(Func{R}, MapOptions?, CancellationToken)"/>
    /// <typeparam name="T1">The first argument.</typeparam>
    /// <typeparam name="T2">The second argument.</typeparam>
    /// <typeparam name="T3">The third argument.</typeparam>
    /// <typeparam name="T4">The fourth argument.</typeparam>
    /// <param name="function">Any delegate.</param>
    /// <param name="first">The first argument.</param>
    /// <param name="second">The second argument.</param>
    /// <param name="third">The third argument.</param>
    /// <param name="fourth">The fourth argument.</param>
    /// <param name="options">How to run the call; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that completes when the function has ended.</returns>
    public Task PipeAsync<T1, T2, T3, T4>(Func<T1, T2, T3, T4, ValueTask> function, T1 first, T2 second, T3 third, T4 fourth, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StartPipe(nameof(PipeAsync), function, new TaskActionFunction<(T1, T2, T3, T4)>(t => function(t.Item1, t.Item2, t.Item3, t.Item4).AsTask()), (first, second, third, fourth), options, cancellationToken);
}
