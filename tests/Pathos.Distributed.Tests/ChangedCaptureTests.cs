namespace Pathos.Distributed.Tests;

/// <summary>Large captured arrays that change between calls and during them. They are hashed and sent from where they lie, and no function
/// may run over another content than its call had.</summary>
public sealed class ChangedCaptureTests : IAsyncLifetime
{
    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(30);
    private static readonly int[] s_places = [0, 1, 400_000, 499_999];

    private readonly double[] _numbers = [.. Enumerable.Range(0, 500_000).Select(static i => (double)i)];
    private readonly Pool _pool = Pool.Processes(2);

    public Task InitializeAsync() => _pool.ReadyAsync();

    public async Task DisposeAsync() => await _pool.DisposeAsync();

    [Fact]
    public void Map_ArrayChangesBetweenCalls_EachCallHasItsOwn()
    {
        double[] numbers = _numbers;
        Func<int, double> function = place => numbers[place];
        for (int call = 0; call < 6; call++)
        {
            // Every other call finds the content of the first.
            numbers[1] = call % 2 == 0 ? 1 : -call;

            Assert.Equal(s_places.Select(function), _pool.Map(function, s_places));
        }
    }

    [Fact]
    public async Task MapAsync_ArrayChangesWhenTheCallHasReturned_TheCallHasWhatItFound()
    {
        double[] numbers = _numbers;
        List<Task<double[]>> calls = [];
        for (int call = 0; call < 6; call++)
        {
            numbers[1] = call;
            calls.Add(_pool.MapAsync(place => numbers[place], s_places));
            numbers[1] = -1;
        }

        for (int call = 0; call < 6; call++)
        {
            Assert.Equal([0, call, 400_000, 499_999], await calls[call].WaitAsync(s_bound));
        }
    }

    [Fact]
    public async Task Pipe_ArrayReusedForCallAfterCall_EachHasWhatItFound()
    {
        double[] numbers = _numbers;
        List<Task<double>> calls = [];
        for (int call = 0; call < 20; call++)
        {
            numbers[0] = call;
            calls.Add(_pool.PipeAsync(() => numbers[0]));
        }

        Assert.Equal(Enumerable.Range(0, 20).Select(static call => (double)call), await Task.WhenAll(calls).WaitAsync(s_bound));
        numbers[0] = 5;
        Assert.Equal(5, _pool.Pipe(() => numbers[0]));
    }

    [Fact]
    public async Task Map_WorkersJoinAndAreLost_TheyAreSentTheArrayAgain()
    {
        double[] numbers = _numbers;
        Func<int, double> function = place => numbers[place];
        Assert.Equal(s_places.Select(function), _pool.Map(function, s_places));

        await _pool.ResizeAsync(3).WaitAsync(s_bound);
        Assert.All(await _pool.RunOnAllAsync(() => numbers[499_999]).WaitAsync(s_bound), static number => Assert.Equal(499_999, number));
        Task exit = _pool.PipeAsync(static () => Environment.Exit(3), new MapOptions { Retry = RetryPolicy.None });
        await Assert.ThrowsAsync<WorkerLostException>(() => exit.WaitAsync(s_bound));

        Assert.All(await _pool.RunOnAllAsync(() => numbers[499_999]).WaitAsync(s_bound), static number => Assert.Equal(499_999, number));
        Assert.Equal(s_places.Select(function), _pool.Map(function, s_places));
    }

    [Fact]
    public async Task Map_MoreThanAWorkerKeeps_AllGiveTheirOwnResult()
    {
        double[][] arrays = [.. Enumerable.Range(0, 20).Select(static i => Enumerable.Repeat((double)i, 2_000_000).ToArray())];
        for (int round = 0; round < 2; round++)
        {
            foreach (double[] array in arrays)
            {
                Assert.Equal([array[0], array[0]], _pool.Map(place => array[place], [0, 1_999_999]));
            }
        }

        // What runs keeps its function while others push in.
        Task<double[]>[] calls = [.. arrays.Select(array => _pool.MapAsync(place => array[place], [0, 1_999_999]))];
        double[][] results = await Task.WhenAll(calls).WaitAsync(s_bound);
        Assert.Equal(arrays.Select(static array => array[0]), results.Select(static result => result[1]));
    }

    [Fact]
    public async Task Map_ArrayChangesBeforeItIsSent_FailsAndTheNextCallIsRight()
    {
        await using Pool pool = Pool.Processes(1);
        double[] numbers = _numbers;
        Func<int, double> function = place => numbers[place];

        // The function is hashed while the workers start, and the input is asked for after that.
        NotShippableException refusal = Assert.Throws<NotShippableException>(() => pool.Map(function, Changing()));

        Assert.Contains("changed while the call was running", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("capture a copy", refusal.Advice, StringComparison.Ordinal);
        Assert.Equal(s_places.Select(function), pool.Map(function, s_places));

        // As it was when it was hashed: the worker has another content under that hash, says so, and is sent the right one.
        numbers[1] = 1;
        Assert.Equal([0d, 1, 400_000, 499_999], pool.Map(function, s_places));

        IEnumerable<int> Changing()
        {
            numbers[1] = -1;
            yield return 1;
        }
    }
}
