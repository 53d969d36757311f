using System.Runtime.CompilerServices;

namespace Pathos;

public sealed partial class Pool
{
    /// <summary>Calls a function once on every worker.</summary>
    /// <remarks>Successors of lost workers are waited for, within the time that opening may take.</remarks>
    /// <typeparam name="R">A result.</typeparam>
    /// <param name="function">Any delegate.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>One result a worker. The order is that of the workers, and means nothing else.</returns>
    /// <exception cref="PoolClosedException">The pool is closed, or was terminated before the call ended.</exception>
    /// <exception cref="PoolOpenException">Workers are missing and cannot be started; the message says why.</exception>
    /// <exception cref="PoolException">A worker was lost while it executed the function. The function's own exception arrives as its own type.</exception>
    public Task<R[]> RunOnAllAsync<R>(Func<R> function, CancellationToken cancellationToken = default) =>
        RunOnEveryWorkerAsync(function, new SyncFunction<Nothing, R>(_ => function()), cancellationToken);

    /// <inheritdoc cref="RunOnAllAsync{R}(Func{R}, CancellationToken)"/>
    [OverloadResolutionPriority(1)]
    public Task<R[]> RunOnAllAsync<R>(Func<Task<R>> function, CancellationToken cancellationToken = default) =>
        RunOnEveryWorkerAsync(function, new TaskReturningFunction<Nothing, R>(_ => function()), cancellationToken);

    /// <inheritdoc cref="RunOnAllAsync{R}(Func{R}, CancellationToken)"/>
    public Task<R[]> RunOnAllAsync<R>(Func<ValueTask<R>> function, CancellationToken cancellationToken = default) =>
        RunOnEveryWorkerAsync(function, new ValueTaskReturningFunction<Nothing, R>(_ => function()), cancellationToken);

    private static R[] MapBlocking<T, R>(MapRequest<T, R> request, CancellationToken cancellationToken)
    {
        // Opening first, on this thread: afterwards the driver has nothing to await but its own signal, and stays here.
        var run = new ArrayRun<T, R>(request, isBlocking: true);
        request.Pool.PrepareWhileOpening(run);
        request.Pool.WaitUntilOpenAsync(cancellationToken).AsTask().GetAwaiter().GetResult();
        using var blocked = new BlockedContext();
        return run.RunAsync(cancellationToken).AsTask().GetAwaiter().GetResult();
    }

    private static Task<R[]> MapToArrayAsync<T, R>(MapRequest<T, R> request, CancellationToken cancellationToken) =>
        new ArrayRun<T, R>(request, isBlocking: false).RunAsync(cancellationToken).AsTask();

    private static MapStream<R> StreamInOrder<T, R>(MapRequest<T, R> request, CancellationToken cancellationToken) =>
        new(tokens => new OrderedRun<T, R>(request, tokens), cancellationToken);

    private static MapStream<R> StreamAsCompleted<T, R>(MapRequest<T, R> request, CancellationToken cancellationToken) =>
        new(tokens => new CompletedRun<T, R>(request, tokens), cancellationToken);

    private static MapStream<Outcome<R>> StreamOutcomes<T, R>(MapRequest<T, R> request, CancellationToken cancellationToken) =>
        new(tokens => new OutcomeRun<T, R>(request, tokens), cancellationToken);

    private async Task<R[]> RunOnEveryWorkerAsync<R>(Delegate source, TaskFunction<Nothing, R> function, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source, "function");
        RequireResult<R>();
        ThrowIfClosed();
        await WaitUntilOpenAsync(cancellationToken).OnLibraryThreads();
        var request = new MapRequest<Nothing, R>(this, nameof(RunOnAllAsync), function, source, default, MapOptions.Default);
        return await new EveryWorkerRun<R>(request).RunAsync(cancellationToken).OnLibraryThreads();
    }

    private Task<R> StartPipe<T, R>(string verb, Delegate source, TaskFunction<T, R> function, T argument, MapOptions? options, CancellationToken cancellationToken)
    {
        MapRequest<T, R> request = Checked(new MapRequest<T, R>(this, verb, function, source, default, options ?? MapOptions.Default));
        ValueTask opening = WaitUntilOpenAsync(cancellationToken);
        var run = new PipeRun<T, R>(request, argument, holdsCaller: verb == nameof(Pipe));
        if (opening.IsCompletedSuccessfully)
        {
            run.Start(request.Options.Timeout, cancellationToken);
            return run.Result;
        }

        return StartLaterAsync();

        async Task<R> StartLaterAsync()
        {
            PrepareWhileOpening(run);
            await opening.OnLibraryThreads();
            run.Start(request.Options.Timeout, cancellationToken);
            return await run.Result.OnLibraryThreads();
        }
    }

    private MapRequest<T, R> Request<T, R>(string verb, Delegate source, TaskFunction<T, R> function, IEnumerable<T> items, MapOptions? options)
    {
        ArgumentNullException.ThrowIfNull(items);
        return Checked(new MapRequest<T, R>(this, verb, function, source, new MapInput<T>(items), options ?? MapOptions.Default));
    }

    private MapRequest<T, R> Request<T, R>(string verb, Delegate source, TaskFunction<T, R> function, IAsyncEnumerable<T> items, MapOptions? options)
    {
        ArgumentNullException.ThrowIfNull(items);
        return Checked(new MapRequest<T, R>(this, verb, function, source, new MapInput<T>(items), options ?? MapOptions.Default));
    }

    private MapRequest<(T1, T2), R> Request<T1, T2, R>(
        string verb, Delegate source, TaskFunction<(T1, T2), R> function, IEnumerable<T1> first, IEnumerable<T2> second, MapOptions? options)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return Request(verb, source, function, Zipped.Zip(first, second, options?.EqualLengths ?? false), options);
    }

    private MapRequest<(T1, T2, T3), R> Request<T1, T2, T3, R>(
        string verb, Delegate source, TaskFunction<(T1, T2, T3), R> function, IEnumerable<T1> first, IEnumerable<T2> second, IEnumerable<T3> third, MapOptions? options)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentNullException.ThrowIfNull(third);
        return Request(verb, source, function, Zipped.Zip(first, second, third, options?.EqualLengths ?? false), options);
    }

    private MapRequest<(T1, T2, T3, T4), R> Request<T1, T2, T3, T4, R>(
        string verb,
        Delegate source,
        TaskFunction<(T1, T2, T3, T4), R> function,
        IEnumerable<T1> first,
        IEnumerable<T2> second,
        IEnumerable<T3> third,
        IEnumerable<T4> fourth,
        MapOptions? options)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentNullException.ThrowIfNull(third);
        ArgumentNullException.ThrowIfNull(fourth);
        return Request(verb, source, function, Zipped.Zip(first, second, third, fourth, options?.EqualLengths ?? false), options);
    }

    private MapRequest<(T1, T2), R> Request<T1, T2, R>(
        string verb, Delegate source, TaskFunction<(T1, T2), R> function, IAsyncEnumerable<T1> first, IAsyncEnumerable<T2> second, MapOptions? options)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return Request(verb, source, function, Zipped.Zip(first, second, options?.EqualLengths ?? false), options);
    }

    private MapRequest<(T1, T2, T3), R> Request<T1, T2, T3, R>(
        string verb,
        Delegate source,
        TaskFunction<(T1, T2, T3), R> function,
        IAsyncEnumerable<T1> first,
        IAsyncEnumerable<T2> second,
        IAsyncEnumerable<T3> third,
        MapOptions? options)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentNullException.ThrowIfNull(third);
        return Request(verb, source, function, Zipped.Zip(first, second, third, options?.EqualLengths ?? false), options);
    }

    private MapRequest<(T1, T2, T3, T4), R> Request<T1, T2, T3, T4, R>(
        string verb,
        Delegate source,
        TaskFunction<(T1, T2, T3, T4), R> function,
        IAsyncEnumerable<T1> first,
        IAsyncEnumerable<T2> second,
        IAsyncEnumerable<T3> third,
        IAsyncEnumerable<T4> fourth,
        MapOptions? options)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentNullException.ThrowIfNull(third);
        ArgumentNullException.ThrowIfNull(fourth);
        return Request(verb, source, function, Zipped.Zip(first, second, third, fourth, options?.EqualLengths ?? false), options);
    }

    private MapRequest<T, R> Checked<T, R>(MapRequest<T, R> request)
    {
        if (request.Source is null)
        {
            throw new ArgumentNullException("function", $"{request.Verb} needs a function to call.");
        }

        RequireResult<R>();
        ThrowIfClosed();
        if (WorkerCount == 0 && !HasFailedToOpen)
        {
            throw new InvalidOperationException($"Pool '{Name}' has no workers, so {request.Verb} would never end. Give it some with ResizeAsync(n).");
        }

        if (request.Options.Resources.Count > 0 && !Specs.Any(spec => HostLabels.Have(HostLabels.Of(HostSpec.Parse(spec)), request.Options.Resources)))
        {
            throw new ArgumentException(
                $"No host of pool '{Name}' has the labels that {request.Verb} asks for: {string.Join(", ", request.Options.Resources)}. A spec gives a host its labels: ssh://host/2?label=gpu,big.", "options");
        }

        return request;
    }

    /// <summary>A function that returns a task without a result binds as one that returns a value, and the value, the task, means nothing elsewhere.</summary>
    private static void RequireResult<R>()
    {
        if (typeof(R) == typeof(Task) || typeof(R) == typeof(ValueTask))
        {
            throw new ArgumentException("The function is async and has no result to collect. Let it return a value, for example Task<bool>.", "function");
        }
    }
}
