using System.Buffers;
using System.Globalization;
using Pathos.Serialization;
using Xunit;

namespace Pathos.Distributed.Tests;

/// <summary>A value serialiser that throws on one of the four ways that a value takes through it.</summary>
public sealed class ForeignSerializerTests
{
    [Fact]
    public void PathKey_OfTheSerializer_IsThePublicOne() => Assert.Equal(TaskData.Path, ForeignCode.PathKey);

    [Theory]
    [InlineData("write argument", 1, "argument[2]")]
    [InlineData("write argument", 4, "argument[2]")]
    [InlineData("read argument", 1, "argument")]
    [InlineData("read argument", 4, "argument")]
    [InlineData("write result", 1, "result")]
    [InlineData("write result", 4, "result")]
    [InlineData("read result", 1, "result")]
    [InlineData("read result", 4, "result")]
    public async Task ValueSerializer_Throws_ItsItemFailsOnceAndTheWorkerGoesOn(string where, int chunkSize, string place)
    {
        await using Pool pool = Pool.Processes(1, new ProcessPoolOptions { ValueSerializer = new StampSerializer { ThrowsAt = where } });
        int worker = await pool.PipeAsync(static () => Environment.ProcessId);

        List<Outcome<Stamp>> outcomes = await pool.MapOutcomes(
            static stamp => new Stamp(stamp.Number, "result"),
            Enumerable.Range(0, 8).Select(static x => new Stamp(x, "argument")),
            new MapOptions { ChunkSize = chunkSize, IsRepeatable = false }).Collected();

        Outcome<Stamp> failed = Assert.Single(outcomes, static outcome => !outcome.IsSuccess);
        Assert.Equal((2L, FailureKind.NotShippable, 1), (failed.Index, failed.Failure, failed.Attempts));
        Assert.Equal(where, Assert.IsType<InvalidDataException>(failed.Error).Message);
        Assert.Equal(place, TaskData.PathOf(failed.Error));
        Assert.Equal([0, 1, 3, 4, 5, 6, 7], outcomes.Where(static o => o.IsSuccess).Select(static o => o.Value.Number).Order());
        Assert.Equal(worker, await pool.PipeAsync(static () => Environment.ProcessId));
    }

    public sealed class Stamp(int number, string kind)
    {
        public int Number { get; } = number;

        public string Kind { get; } = kind;
    }

    private sealed class StampSerializer : IValueSerializer
    {
        public string ThrowsAt { get; init; } = "";

        public bool CanSerialize(Type type) => type == typeof(Stamp);

        public void Serialize(IBufferWriter<byte> output, object value, Type type)
        {
            var stamp = (Stamp)value;
            Pass("write", stamp);
            output.Write(System.Text.Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{stamp.Number} {stamp.Kind}")));
        }

        public object? Deserialize(ReadOnlyMemory<byte> data, Type type)
        {
            string[] parts = System.Text.Encoding.UTF8.GetString(data.Span).Split(' ');
            var stamp = new Stamp(int.Parse(parts[0], CultureInfo.InvariantCulture), parts[1]);
            Pass("read", stamp);
            return stamp;
        }

        // The type of the exception is the one that damaged bytes have.
        private void Pass(string way, Stamp stamp)
        {
            if (stamp.Number == 2 && ThrowsAt == $"{way} {stamp.Kind}")
            {
                throw new InvalidDataException(ThrowsAt);
            }
        }
    }
}
