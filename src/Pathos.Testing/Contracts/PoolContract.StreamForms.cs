using Xunit;

namespace Pathos;

public abstract partial class PoolContract
{
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
}
