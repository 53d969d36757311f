using Xunit;

namespace Pathos;

public abstract partial class PoolContract
{
    [Fact]
    public async Task Map_Inputs_OneToFourOfThem_EveryKindOfFunction()
    {
        Pool pool = Open();
        int k = 7;

        AssertItems([1 + k, 2 + k, 3 + k], await Blocking(() => pool.Map(a => a + k, [1, 2, 3])));
        AssertItems([1 + k, 2 + k, 3 + k], await Blocking(() => pool.Map(async a =>
            {
                await Task.Yield();
                return a + k;
            }, [1, 2, 3])));
        AssertItems([1 + k, 2 + k, 3 + k], await Blocking(() => pool.Map(a => new ValueTask<int>(a + k), [1, 2, 3])));
        AssertItems([11 + k, 22 + k, 33 + k], await Blocking(() => pool.Map((a, b) => a + b + k, [1, 2, 3], [10, 20, 30])));
        AssertItems([11 + k, 22 + k, 33 + k], await Blocking(() => pool.Map(async (a, b) =>
            {
                await Task.Yield();
                return a + b + k;
            }, [1, 2, 3], [10, 20, 30])));
        AssertItems([11 + k, 22 + k, 33 + k], await Blocking(() => pool.Map((a, b) => new ValueTask<int>(a + b + k), [1, 2, 3], [10, 20, 30])));
        AssertItems([111 + k, 222 + k, 333 + k], await Blocking(() => pool.Map((a, b, c) => a + b + c + k, [1, 2, 3], [10, 20, 30], [100, 200, 300])));
        AssertItems([111 + k, 222 + k, 333 + k], await Blocking(() => pool.Map(async (a, b, c) =>
            {
                await Task.Yield();
                return a + b + c + k;
            }, [1, 2, 3], [10, 20, 30], [100, 200, 300])));
        AssertItems([111 + k, 222 + k, 333 + k], await Blocking(() => pool.Map((a, b, c) => new ValueTask<int>(a + b + c + k), [1, 2, 3], [10, 20, 30], [100, 200, 300])));
        AssertItems([1111 + k, 2222 + k, 3333 + k], await Blocking(() => pool.Map((a, b, c, d) => a + b + c + d + k, [1, 2, 3], [10, 20, 30], [100, 200, 300], [1000, 2000, 3000])));
        AssertItems([1111 + k, 2222 + k, 3333 + k], await Blocking(() => pool.Map(async (a, b, c, d) =>
            {
                await Task.Yield();
                return a + b + c + d + k;
            }, [1, 2, 3], [10, 20, 30], [100, 200, 300], [1000, 2000, 3000])));
        AssertItems([1111 + k, 2222 + k, 3333 + k], await Blocking(() => pool.Map((a, b, c, d) => new ValueTask<int>(a + b + c + d + k), [1, 2, 3], [10, 20, 30], [100, 200, 300], [1000, 2000, 3000])));
    }

    [Fact]
    public async Task Map_AsyncInputs_OneToFourOfThem_EveryKindOfFunction()
    {
        Pool pool = Open();
        int k = 7;

        AssertItems([1 + k, 2 + k, 3 + k], await Blocking(() => pool.Map(a => a + k, AsyncItems([1, 2, 3]))));
        AssertItems([1 + k, 2 + k, 3 + k], await Blocking(() => pool.Map(async a =>
            {
                await Task.Yield();
                return a + k;
            }, AsyncItems([1, 2, 3]))));
        AssertItems([1 + k, 2 + k, 3 + k], await Blocking(() => pool.Map(a => new ValueTask<int>(a + k), AsyncItems([1, 2, 3]))));
        AssertItems([11 + k, 22 + k, 33 + k], await Blocking(() => pool.Map((a, b) => a + b + k, AsyncItems([1, 2, 3]), AsyncItems([10, 20, 30]))));
        AssertItems([11 + k, 22 + k, 33 + k], await Blocking(() => pool.Map(async (a, b) =>
            {
                await Task.Yield();
                return a + b + k;
            }, AsyncItems([1, 2, 3]), AsyncItems([10, 20, 30]))));
        AssertItems([11 + k, 22 + k, 33 + k], await Blocking(() => pool.Map((a, b) => new ValueTask<int>(a + b + k), AsyncItems([1, 2, 3]), AsyncItems([10, 20, 30]))));
        AssertItems([111 + k, 222 + k, 333 + k], await Blocking(() => pool.Map((a, b, c) => a + b + c + k, AsyncItems([1, 2, 3]), AsyncItems([10, 20, 30]), AsyncItems([100, 200, 300]))));
        AssertItems([111 + k, 222 + k, 333 + k], await Blocking(() => pool.Map(async (a, b, c) =>
            {
                await Task.Yield();
                return a + b + c + k;
            }, AsyncItems([1, 2, 3]), AsyncItems([10, 20, 30]), AsyncItems([100, 200, 300]))));
        AssertItems([111 + k, 222 + k, 333 + k], await Blocking(() => pool.Map((a, b, c) => new ValueTask<int>(a + b + c + k), AsyncItems([1, 2, 3]), AsyncItems([10, 20, 30]), AsyncItems([100, 200, 300]))));
        AssertItems([1111 + k, 2222 + k, 3333 + k], await Blocking(() => pool.Map((a, b, c, d) => a + b + c + d + k, AsyncItems([1, 2, 3]), AsyncItems([10, 20, 30]), AsyncItems([100, 200, 300]), AsyncItems([1000, 2000, 3000]))));
        AssertItems([1111 + k, 2222 + k, 3333 + k], await Blocking(() => pool.Map(async (a, b, c, d) =>
            {
                await Task.Yield();
                return a + b + c + d + k;
            }, AsyncItems([1, 2, 3]), AsyncItems([10, 20, 30]), AsyncItems([100, 200, 300]), AsyncItems([1000, 2000, 3000]))));
        AssertItems([1111 + k, 2222 + k, 3333 + k], await Blocking(() => pool.Map((a, b, c, d) => new ValueTask<int>(a + b + c + d + k), AsyncItems([1, 2, 3]), AsyncItems([10, 20, 30]), AsyncItems([100, 200, 300]), AsyncItems([1000, 2000, 3000]))));
    }

    [Fact]
    public async Task MapAsync_Inputs_OneToFourOfThem_EveryKindOfFunction()
    {
        Pool pool = Open();
        int k = 7;

        AssertItems([1 + k, 2 + k, 3 + k], await Background(() => pool.MapAsync(a => a + k, [1, 2, 3])));
        AssertItems([1 + k, 2 + k, 3 + k], await Background(() => pool.MapAsync(async a =>
            {
                await Task.Yield();
                return a + k;
            }, [1, 2, 3])));
        AssertItems([1 + k, 2 + k, 3 + k], await Background(() => pool.MapAsync(a => new ValueTask<int>(a + k), [1, 2, 3])));
        AssertItems([11 + k, 22 + k, 33 + k], await Background(() => pool.MapAsync((a, b) => a + b + k, [1, 2, 3], [10, 20, 30])));
        AssertItems([11 + k, 22 + k, 33 + k], await Background(() => pool.MapAsync(async (a, b) =>
            {
                await Task.Yield();
                return a + b + k;
            }, [1, 2, 3], [10, 20, 30])));
        AssertItems([11 + k, 22 + k, 33 + k], await Background(() => pool.MapAsync((a, b) => new ValueTask<int>(a + b + k), [1, 2, 3], [10, 20, 30])));
        AssertItems([111 + k, 222 + k, 333 + k], await Background(() => pool.MapAsync((a, b, c) => a + b + c + k, [1, 2, 3], [10, 20, 30], [100, 200, 300])));
        AssertItems([111 + k, 222 + k, 333 + k], await Background(() => pool.MapAsync(async (a, b, c) =>
            {
                await Task.Yield();
                return a + b + c + k;
            }, [1, 2, 3], [10, 20, 30], [100, 200, 300])));
        AssertItems([111 + k, 222 + k, 333 + k], await Background(() => pool.MapAsync((a, b, c) => new ValueTask<int>(a + b + c + k), [1, 2, 3], [10, 20, 30], [100, 200, 300])));
        AssertItems([1111 + k, 2222 + k, 3333 + k], await Background(() => pool.MapAsync((a, b, c, d) => a + b + c + d + k, [1, 2, 3], [10, 20, 30], [100, 200, 300], [1000, 2000, 3000])));
        AssertItems([1111 + k, 2222 + k, 3333 + k], await Background(() => pool.MapAsync(async (a, b, c, d) =>
            {
                await Task.Yield();
                return a + b + c + d + k;
            }, [1, 2, 3], [10, 20, 30], [100, 200, 300], [1000, 2000, 3000])));
        AssertItems([1111 + k, 2222 + k, 3333 + k], await Background(() => pool.MapAsync((a, b, c, d) => new ValueTask<int>(a + b + c + d + k), [1, 2, 3], [10, 20, 30], [100, 200, 300], [1000, 2000, 3000])));
    }

    [Fact]
    public async Task MapAsync_AsyncInputs_OneToFourOfThem_EveryKindOfFunction()
    {
        Pool pool = Open();
        int k = 7;

        AssertItems([1 + k, 2 + k, 3 + k], await Background(() => pool.MapAsync(a => a + k, AsyncItems([1, 2, 3]))));
        AssertItems([1 + k, 2 + k, 3 + k], await Background(() => pool.MapAsync(async a =>
            {
                await Task.Yield();
                return a + k;
            }, AsyncItems([1, 2, 3]))));
        AssertItems([1 + k, 2 + k, 3 + k], await Background(() => pool.MapAsync(a => new ValueTask<int>(a + k), AsyncItems([1, 2, 3]))));
        AssertItems([11 + k, 22 + k, 33 + k], await Background(() => pool.MapAsync((a, b) => a + b + k, AsyncItems([1, 2, 3]), AsyncItems([10, 20, 30]))));
        AssertItems([11 + k, 22 + k, 33 + k], await Background(() => pool.MapAsync(async (a, b) =>
            {
                await Task.Yield();
                return a + b + k;
            }, AsyncItems([1, 2, 3]), AsyncItems([10, 20, 30]))));
        AssertItems([11 + k, 22 + k, 33 + k], await Background(() => pool.MapAsync((a, b) => new ValueTask<int>(a + b + k), AsyncItems([1, 2, 3]), AsyncItems([10, 20, 30]))));
        AssertItems([111 + k, 222 + k, 333 + k], await Background(() => pool.MapAsync((a, b, c) => a + b + c + k, AsyncItems([1, 2, 3]), AsyncItems([10, 20, 30]), AsyncItems([100, 200, 300]))));
        AssertItems([111 + k, 222 + k, 333 + k], await Background(() => pool.MapAsync(async (a, b, c) =>
            {
                await Task.Yield();
                return a + b + c + k;
            }, AsyncItems([1, 2, 3]), AsyncItems([10, 20, 30]), AsyncItems([100, 200, 300]))));
        AssertItems([111 + k, 222 + k, 333 + k], await Background(() => pool.MapAsync((a, b, c) => new ValueTask<int>(a + b + c + k), AsyncItems([1, 2, 3]), AsyncItems([10, 20, 30]), AsyncItems([100, 200, 300]))));
        AssertItems([1111 + k, 2222 + k, 3333 + k], await Background(() => pool.MapAsync((a, b, c, d) => a + b + c + d + k, AsyncItems([1, 2, 3]), AsyncItems([10, 20, 30]), AsyncItems([100, 200, 300]), AsyncItems([1000, 2000, 3000]))));
        AssertItems([1111 + k, 2222 + k, 3333 + k], await Background(() => pool.MapAsync(async (a, b, c, d) =>
            {
                await Task.Yield();
                return a + b + c + d + k;
            }, AsyncItems([1, 2, 3]), AsyncItems([10, 20, 30]), AsyncItems([100, 200, 300]), AsyncItems([1000, 2000, 3000]))));
        AssertItems([1111 + k, 2222 + k, 3333 + k], await Background(() => pool.MapAsync((a, b, c, d) => new ValueTask<int>(a + b + c + d + k), AsyncItems([1, 2, 3]), AsyncItems([10, 20, 30]), AsyncItems([100, 200, 300]), AsyncItems([1000, 2000, 3000]))));
    }

    [Fact]
    public async Task MapInOrder_Inputs_OneToFourOfThem_EveryKindOfFunction()
    {
        Pool pool = Open();
        int k = 7;

        AssertItems([1 + k, 2 + k, 3 + k], await pool.MapInOrder(a => a + k, [1, 2, 3]).Collected());
        AssertItems([1 + k, 2 + k, 3 + k], await pool.MapInOrder(async a =>
            {
                await Task.Yield();
                return a + k;
            }, [1, 2, 3]).Collected());
        AssertItems([1 + k, 2 + k, 3 + k], await pool.MapInOrder(a => new ValueTask<int>(a + k), [1, 2, 3]).Collected());
        AssertItems([11 + k, 22 + k, 33 + k], await pool.MapInOrder((a, b) => a + b + k, [1, 2, 3], [10, 20, 30]).Collected());
        AssertItems([11 + k, 22 + k, 33 + k], await pool.MapInOrder(async (a, b) =>
            {
                await Task.Yield();
                return a + b + k;
            }, [1, 2, 3], [10, 20, 30]).Collected());
        AssertItems([11 + k, 22 + k, 33 + k], await pool.MapInOrder((a, b) => new ValueTask<int>(a + b + k), [1, 2, 3], [10, 20, 30]).Collected());
        AssertItems([111 + k, 222 + k, 333 + k], await pool.MapInOrder((a, b, c) => a + b + c + k, [1, 2, 3], [10, 20, 30], [100, 200, 300]).Collected());
        AssertItems([111 + k, 222 + k, 333 + k], await pool.MapInOrder(async (a, b, c) =>
            {
                await Task.Yield();
                return a + b + c + k;
            }, [1, 2, 3], [10, 20, 30], [100, 200, 300]).Collected());
        AssertItems([111 + k, 222 + k, 333 + k], await pool.MapInOrder((a, b, c) => new ValueTask<int>(a + b + c + k), [1, 2, 3], [10, 20, 30], [100, 200, 300]).Collected());
        AssertItems([1111 + k, 2222 + k, 3333 + k], await pool.MapInOrder((a, b, c, d) => a + b + c + d + k, [1, 2, 3], [10, 20, 30], [100, 200, 300], [1000, 2000, 3000]).Collected());
        AssertItems([1111 + k, 2222 + k, 3333 + k], await pool.MapInOrder(async (a, b, c, d) =>
            {
                await Task.Yield();
                return a + b + c + d + k;
            }, [1, 2, 3], [10, 20, 30], [100, 200, 300], [1000, 2000, 3000]).Collected());
        AssertItems([1111 + k, 2222 + k, 3333 + k], await pool.MapInOrder((a, b, c, d) => new ValueTask<int>(a + b + c + d + k), [1, 2, 3], [10, 20, 30], [100, 200, 300], [1000, 2000, 3000]).Collected());
    }

    [Fact]
    public async Task MapInOrder_AsyncInputs_OneToFourOfThem_EveryKindOfFunction()
    {
        Pool pool = Open();
        int k = 7;

        AssertItems([1 + k, 2 + k, 3 + k], await pool.MapInOrder(a => a + k, AsyncItems([1, 2, 3])).Collected());
        AssertItems([1 + k, 2 + k, 3 + k], await pool.MapInOrder(async a =>
            {
                await Task.Yield();
                return a + k;
            }, AsyncItems([1, 2, 3])).Collected());
        AssertItems([1 + k, 2 + k, 3 + k], await pool.MapInOrder(a => new ValueTask<int>(a + k), AsyncItems([1, 2, 3])).Collected());
        AssertItems([11 + k, 22 + k, 33 + k], await pool.MapInOrder((a, b) => a + b + k, AsyncItems([1, 2, 3]), AsyncItems([10, 20, 30])).Collected());
        AssertItems([11 + k, 22 + k, 33 + k], await pool.MapInOrder(async (a, b) =>
            {
                await Task.Yield();
                return a + b + k;
            }, AsyncItems([1, 2, 3]), AsyncItems([10, 20, 30])).Collected());
        AssertItems([11 + k, 22 + k, 33 + k], await pool.MapInOrder((a, b) => new ValueTask<int>(a + b + k), AsyncItems([1, 2, 3]), AsyncItems([10, 20, 30])).Collected());
        AssertItems([111 + k, 222 + k, 333 + k], await pool.MapInOrder((a, b, c) => a + b + c + k, AsyncItems([1, 2, 3]), AsyncItems([10, 20, 30]), AsyncItems([100, 200, 300])).Collected());
        AssertItems([111 + k, 222 + k, 333 + k], await pool.MapInOrder(async (a, b, c) =>
            {
                await Task.Yield();
                return a + b + c + k;
            }, AsyncItems([1, 2, 3]), AsyncItems([10, 20, 30]), AsyncItems([100, 200, 300])).Collected());
        AssertItems([111 + k, 222 + k, 333 + k], await pool.MapInOrder((a, b, c) => new ValueTask<int>(a + b + c + k), AsyncItems([1, 2, 3]), AsyncItems([10, 20, 30]), AsyncItems([100, 200, 300])).Collected());
        AssertItems([1111 + k, 2222 + k, 3333 + k], await pool.MapInOrder((a, b, c, d) => a + b + c + d + k, AsyncItems([1, 2, 3]), AsyncItems([10, 20, 30]), AsyncItems([100, 200, 300]), AsyncItems([1000, 2000, 3000])).Collected());
        AssertItems([1111 + k, 2222 + k, 3333 + k], await pool.MapInOrder(async (a, b, c, d) =>
            {
                await Task.Yield();
                return a + b + c + d + k;
            }, AsyncItems([1, 2, 3]), AsyncItems([10, 20, 30]), AsyncItems([100, 200, 300]), AsyncItems([1000, 2000, 3000])).Collected());
        AssertItems([1111 + k, 2222 + k, 3333 + k], await pool.MapInOrder((a, b, c, d) => new ValueTask<int>(a + b + c + d + k), AsyncItems([1, 2, 3]), AsyncItems([10, 20, 30]), AsyncItems([100, 200, 300]), AsyncItems([1000, 2000, 3000])).Collected());
    }

    [Fact]
    public async Task MapAsCompleted_Inputs_OneToFourOfThem_EveryKindOfFunction()
    {
        Pool pool = Open();
        int k = 7;

        AssertItems([1 + k, 2 + k, 3 + k], (await pool.MapAsCompleted(a => a + k, [1, 2, 3]).Collected()).Order());
        AssertItems([1 + k, 2 + k, 3 + k], (await pool.MapAsCompleted(async a =>
            {
                await Task.Yield();
                return a + k;
            }, [1, 2, 3]).Collected()).Order());
        AssertItems([1 + k, 2 + k, 3 + k], (await pool.MapAsCompleted(a => new ValueTask<int>(a + k), [1, 2, 3]).Collected()).Order());
        AssertItems([11 + k, 22 + k, 33 + k], (await pool.MapAsCompleted((a, b) => a + b + k, [1, 2, 3], [10, 20, 30]).Collected()).Order());
        AssertItems([11 + k, 22 + k, 33 + k], (await pool.MapAsCompleted(async (a, b) =>
            {
                await Task.Yield();
                return a + b + k;
            }, [1, 2, 3], [10, 20, 30]).Collected()).Order());
        AssertItems([11 + k, 22 + k, 33 + k], (await pool.MapAsCompleted((a, b) => new ValueTask<int>(a + b + k), [1, 2, 3], [10, 20, 30]).Collected()).Order());
        AssertItems([111 + k, 222 + k, 333 + k], (await pool.MapAsCompleted((a, b, c) => a + b + c + k, [1, 2, 3], [10, 20, 30], [100, 200, 300]).Collected()).Order());
        AssertItems([111 + k, 222 + k, 333 + k], (await pool.MapAsCompleted(async (a, b, c) =>
            {
                await Task.Yield();
                return a + b + c + k;
            }, [1, 2, 3], [10, 20, 30], [100, 200, 300]).Collected()).Order());
        AssertItems([111 + k, 222 + k, 333 + k], (await pool.MapAsCompleted((a, b, c) => new ValueTask<int>(a + b + c + k), [1, 2, 3], [10, 20, 30], [100, 200, 300]).Collected()).Order());
        AssertItems([1111 + k, 2222 + k, 3333 + k], (await pool.MapAsCompleted((a, b, c, d) => a + b + c + d + k, [1, 2, 3], [10, 20, 30], [100, 200, 300], [1000, 2000, 3000]).Collected()).Order());
        AssertItems([1111 + k, 2222 + k, 3333 + k], (await pool.MapAsCompleted(async (a, b, c, d) =>
            {
                await Task.Yield();
                return a + b + c + d + k;
            }, [1, 2, 3], [10, 20, 30], [100, 200, 300], [1000, 2000, 3000]).Collected()).Order());
        AssertItems([1111 + k, 2222 + k, 3333 + k], (await pool.MapAsCompleted((a, b, c, d) => new ValueTask<int>(a + b + c + d + k), [1, 2, 3], [10, 20, 30], [100, 200, 300], [1000, 2000, 3000]).Collected()).Order());
    }

    [Fact]
    public async Task MapAsCompleted_AsyncInputs_OneToFourOfThem_EveryKindOfFunction()
    {
        Pool pool = Open();
        int k = 7;

        AssertItems([1 + k, 2 + k, 3 + k], (await pool.MapAsCompleted(a => a + k, AsyncItems([1, 2, 3])).Collected()).Order());
        AssertItems([1 + k, 2 + k, 3 + k], (await pool.MapAsCompleted(async a =>
            {
                await Task.Yield();
                return a + k;
            }, AsyncItems([1, 2, 3])).Collected()).Order());
        AssertItems([1 + k, 2 + k, 3 + k], (await pool.MapAsCompleted(a => new ValueTask<int>(a + k), AsyncItems([1, 2, 3])).Collected()).Order());
        AssertItems([11 + k, 22 + k, 33 + k], (await pool.MapAsCompleted((a, b) => a + b + k, AsyncItems([1, 2, 3]), AsyncItems([10, 20, 30])).Collected()).Order());
        AssertItems([11 + k, 22 + k, 33 + k], (await pool.MapAsCompleted(async (a, b) =>
            {
                await Task.Yield();
                return a + b + k;
            }, AsyncItems([1, 2, 3]), AsyncItems([10, 20, 30])).Collected()).Order());
        AssertItems([11 + k, 22 + k, 33 + k], (await pool.MapAsCompleted((a, b) => new ValueTask<int>(a + b + k), AsyncItems([1, 2, 3]), AsyncItems([10, 20, 30])).Collected()).Order());
        AssertItems([111 + k, 222 + k, 333 + k], (await pool.MapAsCompleted((a, b, c) => a + b + c + k, AsyncItems([1, 2, 3]), AsyncItems([10, 20, 30]), AsyncItems([100, 200, 300])).Collected()).Order());
        AssertItems([111 + k, 222 + k, 333 + k], (await pool.MapAsCompleted(async (a, b, c) =>
            {
                await Task.Yield();
                return a + b + c + k;
            }, AsyncItems([1, 2, 3]), AsyncItems([10, 20, 30]), AsyncItems([100, 200, 300])).Collected()).Order());
        AssertItems([111 + k, 222 + k, 333 + k], (await pool.MapAsCompleted((a, b, c) => new ValueTask<int>(a + b + c + k), AsyncItems([1, 2, 3]), AsyncItems([10, 20, 30]), AsyncItems([100, 200, 300])).Collected()).Order());
        AssertItems([1111 + k, 2222 + k, 3333 + k], (await pool.MapAsCompleted((a, b, c, d) => a + b + c + d + k, AsyncItems([1, 2, 3]), AsyncItems([10, 20, 30]), AsyncItems([100, 200, 300]), AsyncItems([1000, 2000, 3000])).Collected()).Order());
        AssertItems([1111 + k, 2222 + k, 3333 + k], (await pool.MapAsCompleted(async (a, b, c, d) =>
            {
                await Task.Yield();
                return a + b + c + d + k;
            }, AsyncItems([1, 2, 3]), AsyncItems([10, 20, 30]), AsyncItems([100, 200, 300]), AsyncItems([1000, 2000, 3000])).Collected()).Order());
        AssertItems([1111 + k, 2222 + k, 3333 + k], (await pool.MapAsCompleted((a, b, c, d) => new ValueTask<int>(a + b + c + d + k), AsyncItems([1, 2, 3]), AsyncItems([10, 20, 30]), AsyncItems([100, 200, 300]), AsyncItems([1000, 2000, 3000])).Collected()).Order());
    }

    [Fact]
    public async Task MapOutcomes_Inputs_OneToFourOfThem_EveryKindOfFunction()
    {
        Pool pool = Open();
        int k = 7;

        AssertItems([1 + k, 2 + k, 3 + k], (await pool.MapOutcomes(a => a + k, [1, 2, 3]).Collected()).OrderBy(static outcome => outcome.Index).Select(static outcome => outcome.Value));
        AssertItems([1 + k, 2 + k, 3 + k], (await pool.MapOutcomes(async a =>
            {
                await Task.Yield();
                return a + k;
            }, [1, 2, 3]).Collected()).OrderBy(static outcome => outcome.Index).Select(static outcome => outcome.Value));
        AssertItems([1 + k, 2 + k, 3 + k], (await pool.MapOutcomes(a => new ValueTask<int>(a + k), [1, 2, 3]).Collected()).OrderBy(static outcome => outcome.Index).Select(static outcome => outcome.Value));
        AssertItems([11 + k, 22 + k, 33 + k], (await pool.MapOutcomes((a, b) => a + b + k, [1, 2, 3], [10, 20, 30]).Collected()).OrderBy(static outcome => outcome.Index).Select(static outcome => outcome.Value));
        AssertItems([11 + k, 22 + k, 33 + k], (await pool.MapOutcomes(async (a, b) =>
            {
                await Task.Yield();
                return a + b + k;
            }, [1, 2, 3], [10, 20, 30]).Collected()).OrderBy(static outcome => outcome.Index).Select(static outcome => outcome.Value));
        AssertItems([11 + k, 22 + k, 33 + k], (await pool.MapOutcomes((a, b) => new ValueTask<int>(a + b + k), [1, 2, 3], [10, 20, 30]).Collected()).OrderBy(static outcome => outcome.Index).Select(static outcome => outcome.Value));
        AssertItems([111 + k, 222 + k, 333 + k], (await pool.MapOutcomes((a, b, c) => a + b + c + k, [1, 2, 3], [10, 20, 30], [100, 200, 300]).Collected()).OrderBy(static outcome => outcome.Index).Select(static outcome => outcome.Value));
        AssertItems([111 + k, 222 + k, 333 + k], (await pool.MapOutcomes(async (a, b, c) =>
            {
                await Task.Yield();
                return a + b + c + k;
            }, [1, 2, 3], [10, 20, 30], [100, 200, 300]).Collected()).OrderBy(static outcome => outcome.Index).Select(static outcome => outcome.Value));
        AssertItems([111 + k, 222 + k, 333 + k], (await pool.MapOutcomes((a, b, c) => new ValueTask<int>(a + b + c + k), [1, 2, 3], [10, 20, 30], [100, 200, 300]).Collected()).OrderBy(static outcome => outcome.Index).Select(static outcome => outcome.Value));
        AssertItems([1111 + k, 2222 + k, 3333 + k], (await pool.MapOutcomes((a, b, c, d) => a + b + c + d + k, [1, 2, 3], [10, 20, 30], [100, 200, 300], [1000, 2000, 3000]).Collected()).OrderBy(static outcome => outcome.Index).Select(static outcome => outcome.Value));
        AssertItems([1111 + k, 2222 + k, 3333 + k], (await pool.MapOutcomes(async (a, b, c, d) =>
            {
                await Task.Yield();
                return a + b + c + d + k;
            }, [1, 2, 3], [10, 20, 30], [100, 200, 300], [1000, 2000, 3000]).Collected()).OrderBy(static outcome => outcome.Index).Select(static outcome => outcome.Value));
        AssertItems([1111 + k, 2222 + k, 3333 + k], (await pool.MapOutcomes((a, b, c, d) => new ValueTask<int>(a + b + c + d + k), [1, 2, 3], [10, 20, 30], [100, 200, 300], [1000, 2000, 3000]).Collected()).OrderBy(static outcome => outcome.Index).Select(static outcome => outcome.Value));
    }

    [Fact]
    public async Task MapOutcomes_AsyncInputs_OneToFourOfThem_EveryKindOfFunction()
    {
        Pool pool = Open();
        int k = 7;

        AssertItems([1 + k, 2 + k, 3 + k], (await pool.MapOutcomes(a => a + k, AsyncItems([1, 2, 3])).Collected()).OrderBy(static outcome => outcome.Index).Select(static outcome => outcome.Value));
        AssertItems([1 + k, 2 + k, 3 + k], (await pool.MapOutcomes(async a =>
            {
                await Task.Yield();
                return a + k;
            }, AsyncItems([1, 2, 3])).Collected()).OrderBy(static outcome => outcome.Index).Select(static outcome => outcome.Value));
        AssertItems([1 + k, 2 + k, 3 + k], (await pool.MapOutcomes(a => new ValueTask<int>(a + k), AsyncItems([1, 2, 3])).Collected()).OrderBy(static outcome => outcome.Index).Select(static outcome => outcome.Value));
        AssertItems([11 + k, 22 + k, 33 + k], (await pool.MapOutcomes((a, b) => a + b + k, AsyncItems([1, 2, 3]), AsyncItems([10, 20, 30])).Collected()).OrderBy(static outcome => outcome.Index).Select(static outcome => outcome.Value));
        AssertItems([11 + k, 22 + k, 33 + k], (await pool.MapOutcomes(async (a, b) =>
            {
                await Task.Yield();
                return a + b + k;
            }, AsyncItems([1, 2, 3]), AsyncItems([10, 20, 30])).Collected()).OrderBy(static outcome => outcome.Index).Select(static outcome => outcome.Value));
        AssertItems([11 + k, 22 + k, 33 + k], (await pool.MapOutcomes((a, b) => new ValueTask<int>(a + b + k), AsyncItems([1, 2, 3]), AsyncItems([10, 20, 30])).Collected()).OrderBy(static outcome => outcome.Index).Select(static outcome => outcome.Value));
        AssertItems([111 + k, 222 + k, 333 + k], (await pool.MapOutcomes((a, b, c) => a + b + c + k, AsyncItems([1, 2, 3]), AsyncItems([10, 20, 30]), AsyncItems([100, 200, 300])).Collected()).OrderBy(static outcome => outcome.Index).Select(static outcome => outcome.Value));
        AssertItems([111 + k, 222 + k, 333 + k], (await pool.MapOutcomes(async (a, b, c) =>
            {
                await Task.Yield();
                return a + b + c + k;
            }, AsyncItems([1, 2, 3]), AsyncItems([10, 20, 30]), AsyncItems([100, 200, 300])).Collected()).OrderBy(static outcome => outcome.Index).Select(static outcome => outcome.Value));
        AssertItems([111 + k, 222 + k, 333 + k], (await pool.MapOutcomes((a, b, c) => new ValueTask<int>(a + b + c + k), AsyncItems([1, 2, 3]), AsyncItems([10, 20, 30]), AsyncItems([100, 200, 300])).Collected()).OrderBy(static outcome => outcome.Index).Select(static outcome => outcome.Value));
        AssertItems([1111 + k, 2222 + k, 3333 + k], (await pool.MapOutcomes((a, b, c, d) => a + b + c + d + k, AsyncItems([1, 2, 3]), AsyncItems([10, 20, 30]), AsyncItems([100, 200, 300]), AsyncItems([1000, 2000, 3000])).Collected()).OrderBy(static outcome => outcome.Index).Select(static outcome => outcome.Value));
        AssertItems([1111 + k, 2222 + k, 3333 + k], (await pool.MapOutcomes(async (a, b, c, d) =>
            {
                await Task.Yield();
                return a + b + c + d + k;
            }, AsyncItems([1, 2, 3]), AsyncItems([10, 20, 30]), AsyncItems([100, 200, 300]), AsyncItems([1000, 2000, 3000])).Collected()).OrderBy(static outcome => outcome.Index).Select(static outcome => outcome.Value));
        AssertItems([1111 + k, 2222 + k, 3333 + k], (await pool.MapOutcomes((a, b, c, d) => new ValueTask<int>(a + b + c + d + k), AsyncItems([1, 2, 3]), AsyncItems([10, 20, 30]), AsyncItems([100, 200, 300]), AsyncItems([1000, 2000, 3000])).Collected()).OrderBy(static outcome => outcome.Index).Select(static outcome => outcome.Value));
    }

    [Fact]
    public async Task Pipe_NoneToFourArguments_EveryKindOfFunction()
    {
        Pool pool = Open();
        int k = 7;

        Assert.Equal(0 + k, await Blocking(() => pool.Pipe(() => k)));
        Assert.Equal(0 + k, await Blocking(() => pool.Pipe(async () =>
            {
                await Task.Yield();
                return k;
            })));
        Assert.Equal(0 + k, await Blocking(() => pool.Pipe(() => new ValueTask<int>(k))));
        Assert.Equal(1 + k, await Blocking(() => pool.Pipe(a => a + k, 1)));
        Assert.Equal(1 + k, await Blocking(() => pool.Pipe(async a =>
            {
                await Task.Yield();
                return a + k;
            }, 1)));
        Assert.Equal(1 + k, await Blocking(() => pool.Pipe(a => new ValueTask<int>(a + k), 1)));
        Assert.Equal(21 + k, await Blocking(() => pool.Pipe((a, b) => a + b + k, 1, 20)));
        Assert.Equal(21 + k, await Blocking(() => pool.Pipe(async (a, b) =>
            {
                await Task.Yield();
                return a + b + k;
            }, 1, 20)));
        Assert.Equal(21 + k, await Blocking(() => pool.Pipe((a, b) => new ValueTask<int>(a + b + k), 1, 20)));
        Assert.Equal(321 + k, await Blocking(() => pool.Pipe((a, b, c) => a + b + c + k, 1, 20, 300)));
        Assert.Equal(321 + k, await Blocking(() => pool.Pipe(async (a, b, c) =>
            {
                await Task.Yield();
                return a + b + c + k;
            }, 1, 20, 300)));
        Assert.Equal(321 + k, await Blocking(() => pool.Pipe((a, b, c) => new ValueTask<int>(a + b + c + k), 1, 20, 300)));
        Assert.Equal(4321 + k, await Blocking(() => pool.Pipe((a, b, c, d) => a + b + c + d + k, 1, 20, 300, 4000)));
        Assert.Equal(4321 + k, await Blocking(() => pool.Pipe(async (a, b, c, d) =>
            {
                await Task.Yield();
                return a + b + c + d + k;
            }, 1, 20, 300, 4000)));
        Assert.Equal(4321 + k, await Blocking(() => pool.Pipe((a, b, c, d) => new ValueTask<int>(a + b + c + d + k), 1, 20, 300, 4000)));
    }

    [Fact]
    public async Task Pipe_NoneToFourArguments_EveryKindOfAction()
    {
        Pool pool = Open();
        FileLedger ledger = Folder().Ledger();

        await Blocking(() => pool.Pipe(() => ledger.Add(0)));
        await Blocking(() => pool.Pipe(async () =>
            {
                await Task.Yield();
                ledger.Add(0);
            }));
        await Blocking(() => pool.Pipe(() =>
            {
                ledger.Add(0);
                return ValueTask.CompletedTask;
            }));
        await Blocking(() => pool.Pipe(a => ledger.Add(a), 1));
        await Blocking(() => pool.Pipe(async a =>
            {
                await Task.Yield();
                ledger.Add(a);
            }, 1));
        await Blocking(() => pool.Pipe(a =>
            {
                ledger.Add(a);
                return ValueTask.CompletedTask;
            }, 1));
        await Blocking(() => pool.Pipe((a, b) => ledger.Add(a + b), 1, 20));
        await Blocking(() => pool.Pipe(async (a, b) =>
            {
                await Task.Yield();
                ledger.Add(a + b);
            }, 1, 20));
        await Blocking(() => pool.Pipe((a, b) =>
            {
                ledger.Add(a + b);
                return ValueTask.CompletedTask;
            }, 1, 20));
        await Blocking(() => pool.Pipe((a, b, c) => ledger.Add(a + b + c), 1, 20, 300));
        await Blocking(() => pool.Pipe(async (a, b, c) =>
            {
                await Task.Yield();
                ledger.Add(a + b + c);
            }, 1, 20, 300));
        await Blocking(() => pool.Pipe((a, b, c) =>
            {
                ledger.Add(a + b + c);
                return ValueTask.CompletedTask;
            }, 1, 20, 300));
        await Blocking(() => pool.Pipe((a, b, c, d) => ledger.Add(a + b + c + d), 1, 20, 300, 4000));
        await Blocking(() => pool.Pipe(async (a, b, c, d) =>
            {
                await Task.Yield();
                ledger.Add(a + b + c + d);
            }, 1, 20, 300, 4000));
        await Blocking(() => pool.Pipe((a, b, c, d) =>
            {
                ledger.Add(a + b + c + d);
                return ValueTask.CompletedTask;
            }, 1, 20, 300, 4000));
        AssertItems(["0", "0", "0", "1", "1", "1", "21", "21", "21", "321", "321", "321", "4321", "4321", "4321"], ledger.Entries);
    }

    [Fact]
    public async Task PipeAsync_NoneToFourArguments_EveryKindOfFunction()
    {
        Pool pool = Open();
        int k = 7;

        Assert.Equal(0 + k, await Background(() => pool.PipeAsync(() => k)));
        Assert.Equal(0 + k, await Background(() => pool.PipeAsync(async () =>
            {
                await Task.Yield();
                return k;
            })));
        Assert.Equal(0 + k, await Background(() => pool.PipeAsync(() => new ValueTask<int>(k))));
        Assert.Equal(1 + k, await Background(() => pool.PipeAsync(a => a + k, 1)));
        Assert.Equal(1 + k, await Background(() => pool.PipeAsync(async a =>
            {
                await Task.Yield();
                return a + k;
            }, 1)));
        Assert.Equal(1 + k, await Background(() => pool.PipeAsync(a => new ValueTask<int>(a + k), 1)));
        Assert.Equal(21 + k, await Background(() => pool.PipeAsync((a, b) => a + b + k, 1, 20)));
        Assert.Equal(21 + k, await Background(() => pool.PipeAsync(async (a, b) =>
            {
                await Task.Yield();
                return a + b + k;
            }, 1, 20)));
        Assert.Equal(21 + k, await Background(() => pool.PipeAsync((a, b) => new ValueTask<int>(a + b + k), 1, 20)));
        Assert.Equal(321 + k, await Background(() => pool.PipeAsync((a, b, c) => a + b + c + k, 1, 20, 300)));
        Assert.Equal(321 + k, await Background(() => pool.PipeAsync(async (a, b, c) =>
            {
                await Task.Yield();
                return a + b + c + k;
            }, 1, 20, 300)));
        Assert.Equal(321 + k, await Background(() => pool.PipeAsync((a, b, c) => new ValueTask<int>(a + b + c + k), 1, 20, 300)));
        Assert.Equal(4321 + k, await Background(() => pool.PipeAsync((a, b, c, d) => a + b + c + d + k, 1, 20, 300, 4000)));
        Assert.Equal(4321 + k, await Background(() => pool.PipeAsync(async (a, b, c, d) =>
            {
                await Task.Yield();
                return a + b + c + d + k;
            }, 1, 20, 300, 4000)));
        Assert.Equal(4321 + k, await Background(() => pool.PipeAsync((a, b, c, d) => new ValueTask<int>(a + b + c + d + k), 1, 20, 300, 4000)));
    }

    [Fact]
    public async Task PipeAsync_NoneToFourArguments_EveryKindOfAction()
    {
        Pool pool = Open();
        FileLedger ledger = Folder().Ledger();

        await Background(() => pool.PipeAsync(() => ledger.Add(0)));
        await Background(() => pool.PipeAsync(async () =>
            {
                await Task.Yield();
                ledger.Add(0);
            }));
        await Background(() => pool.PipeAsync(() =>
            {
                ledger.Add(0);
                return ValueTask.CompletedTask;
            }));
        await Background(() => pool.PipeAsync(a => ledger.Add(a), 1));
        await Background(() => pool.PipeAsync(async a =>
            {
                await Task.Yield();
                ledger.Add(a);
            }, 1));
        await Background(() => pool.PipeAsync(a =>
            {
                ledger.Add(a);
                return ValueTask.CompletedTask;
            }, 1));
        await Background(() => pool.PipeAsync((a, b) => ledger.Add(a + b), 1, 20));
        await Background(() => pool.PipeAsync(async (a, b) =>
            {
                await Task.Yield();
                ledger.Add(a + b);
            }, 1, 20));
        await Background(() => pool.PipeAsync((a, b) =>
            {
                ledger.Add(a + b);
                return ValueTask.CompletedTask;
            }, 1, 20));
        await Background(() => pool.PipeAsync((a, b, c) => ledger.Add(a + b + c), 1, 20, 300));
        await Background(() => pool.PipeAsync(async (a, b, c) =>
            {
                await Task.Yield();
                ledger.Add(a + b + c);
            }, 1, 20, 300));
        await Background(() => pool.PipeAsync((a, b, c) =>
            {
                ledger.Add(a + b + c);
                return ValueTask.CompletedTask;
            }, 1, 20, 300));
        await Background(() => pool.PipeAsync((a, b, c, d) => ledger.Add(a + b + c + d), 1, 20, 300, 4000));
        await Background(() => pool.PipeAsync(async (a, b, c, d) =>
            {
                await Task.Yield();
                ledger.Add(a + b + c + d);
            }, 1, 20, 300, 4000));
        await Background(() => pool.PipeAsync((a, b, c, d) =>
            {
                ledger.Add(a + b + c + d);
                return ValueTask.CompletedTask;
            }, 1, 20, 300, 4000));
        AssertItems(["0", "0", "0", "1", "1", "1", "21", "21", "21", "321", "321", "321", "4321", "4321", "4321"], ledger.Entries);
    }

    [Fact]
    public async Task Map_MethodGroup_IsCalled()
    {
        Pool pool = Open();

        AssertItems([2, 4], await Blocking(() => pool.Map(Twice, [1, 2])));
        AssertItems([2, 4], await Background(() => pool.MapAsync(TwiceAsync, [1, 2])));
    }

    [Fact]
    public async Task Map_InstanceMethod_TakesItsObjectAlong()
    {
        Pool pool = Open();
        var scale = new Scale(3);

        AssertItems([3, 6], await Blocking(() => pool.Map(scale.Apply, [1, 2])));
    }

    [Fact]
    public async Task Map_LocalFunctions_WithAndWithoutCaptures()
    {
        Pool pool = Open();
        int offset = 5;

        AssertItems([6, 7], await Blocking(() => pool.Map(Shifted, [1, 2])));
        AssertItems([-1, -2], await Blocking(() => pool.Map(Negated, [1, 2])));

        int Shifted(int x) => x + offset;
        static int Negated(int x) => -x;
    }

    [Fact]
    public async Task Map_GenericFunction_KeepsItsTypeArguments()
    {
        Pool pool = Open();

        AssertItems([new Pair<string, int>("a", 1), new Pair<string, int>("b", 1)], await Blocking(() => PairUp(pool, ["a", "b"], 1)));
        AssertItems(["Int32", "Int32"], await Blocking(() => pool.Map(NameOf<int>, [1, 2])));
    }

    [Fact]
    public async Task Map_CapturesOfManyKinds_AreThere()
    {
        Pool pool = Open();
        int number = 2;
        string text = "t";
        int[] array = [4, 5];
        var list = new List<string> { "l" };
        var dictionary = new Dictionary<string, int>(StringComparer.Ordinal) { ["k"] = 6 };
        (int Left, string Right) tuple = (7, "r");
        var record = new Pair<int, string>(8, "s");
        Func<int, int> inner = x => x + number;

        string[] results = await Blocking(() => pool.Map(
            x => $"{x} {number} {text} {array[1]} {list[0]} {dictionary["k"]} {tuple.Left}{tuple.Right} {record.Left}{record.Right} {inner(x)}", [1]));

        AssertItems(["1 2 t 5 l 6 7r 8s 3"], results);
    }

    [Fact]
    public async Task Map_TupleLambda_StandsForStarMap()
    {
        Pool pool = Open();

        AssertItems([3, 7], await Blocking(() => pool.Map(t => t.X + t.Y, new[] { (X: 1, Y: 2), (X: 3, Y: 4) })));
    }

    [Fact]
    public async Task Map_AsyncLambdaWithoutResult_IsRefused()
    {
        Pool pool = Open();

        await Assert.ThrowsAsync<ArgumentException>(() => Blocking(() => pool.Map(async x => await Task.Yield(), [1])));
    }

    [Fact]
    public async Task RunOnAllAsync_EveryKindOfFunction_IsAwaited()
    {
        Pool pool = Open();
        int k = 7;

        Assert.All(await Background(() => pool.RunOnAllAsync(() => k)), result => Assert.Equal(7, result));
        Assert.All(await Background(() => pool.RunOnAllAsync(() => new ValueTask<int>(k))), result => Assert.Equal(7, result));
        int[] awaited = await Background(() => pool.RunOnAllAsync(async () =>
        {
            await Task.Yield();
            return k;
        }));
        Assert.All(awaited, result => Assert.Equal(7, result));
    }

    private static int Twice(int x) => 2 * x;

    private static async Task<int> TwiceAsync(int x)
    {
        await Task.Yield();
        return 2 * x;
    }

    private static string NameOf<T>(T value) => typeof(T).Name;

    private static Pair<T, U>[] PairUp<T, U>(Pool pool, T[] items, U right) => pool.Map(item => new Pair<T, U>(item, right), items);

    private sealed record Pair<T, U>(T Left, U Right);

    private sealed class Scale(int factor)
    {
        public int Apply(int x) => x * factor;
    }
}
