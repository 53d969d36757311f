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
}
