using System.Collections;
using Xunit;

namespace Pathos;

public abstract partial class PoolContract
{
    [Fact]
    public async Task Error_WhoseEveryMemberThrows_IsItsItemsFailureAndTheRestRuns()
    {
        Pool pool = Open(workers: 1);

        List<Outcome<int>> outcomes = await pool.MapOutcomes(
            static x => x == 2 ? throw new UnspeakableException() : x,
            Enumerable.Range(0, 6),
            new MapOptions { ChunkSize = 3, IsRepeatable = false }).Collected();

        Outcome<int> failed = Assert.Single(outcomes, static outcome => !outcome.IsSuccess);
        Assert.Equal((2L, FailureKind.UserException, 1), (failed.Index, failed.Failure, failed.Attempts));
        Assert.Equal(typeof(UnspeakableException), failed.Error!.GetType());
        AssertItems([0, 1, 3, 4, 5], outcomes.Where(static o => o.IsSuccess).Select(static o => o.Value).Order());
        await AssertWorks(pool);
    }

    [Fact]
    public async Task Error_WhoseEveryMemberThrows_IsAmongTheFailuresOfAMap()
    {
        Pool pool = Open(workers: 1);

        MapFailedException error = await Assert.ThrowsAsync<MapFailedException>(() => Background(() => pool.MapAsync<int, int>(
            static _ => throw new UnspeakableException(),
            Enumerable.Range(0, 3),
            new MapOptions { Errors = ErrorPolicy.Complete })));

        Assert.Equal(3, error.Failures.Count);
        Assert.Contains(nameof(UnspeakableException), error.Message, StringComparison.Ordinal);
        await AssertWorks(pool);
    }

    private sealed class UnspeakableException : Exception
    {
        public override string Message => throw new NotSupportedException("message");

        public override string? StackTrace => throw new NotSupportedException("stack");

        public override string? Source
        {
            get => throw new NotSupportedException("source");
            set => throw new NotSupportedException("source");
        }

        public override IDictionary Data => throw new NotSupportedException("data");

        public override string ToString() => throw new NotSupportedException("text");
    }
}
