using System.Buffers.Binary;

namespace Pathos.Wire.Tests;

public sealed class FramingTests : IDisposable
{
    private readonly SocketPair _pair = new();

    public void Dispose() => _pair.Dispose();

    [Fact]
    public void Append_SmallMessages_ArriveInOrderWithTheirFields()
    {
        var writer = new FrameWriter(_pair.Near);
        var reader = new FrameReader(_pair.Far, FrameLimits.Trusted);
        for (int i = 0; i < 1000; i++)
        {
            writer.Append(new Message(MessageKind.Output, i, new Output($"line {i} \u00e4\u20ac", i % 2 == 0, i)));
        }

        writer.Flush();

        for (int i = 0; i < 1000; i++)
        {
            Assert.True(reader.TryRead(out Frame frame));
            Assert.Equal(i, frame.Id);
            Assert.Equal(new Output($"line {i} \u00e4\u20ac", i % 2 == 0, i), Output.Read(frame.Body.Span, out int length));
            Assert.Equal(frame.Body.Length, length);
        }
    }

    public static TheoryData<Array> EveryKindOfBlock =>
    [
        new byte[] { 1, 255 }, new sbyte[] { -1, 7 }, new[] { true, false }, new[] { 'a', '\uffff' }, new short[] { -2 }, new ushort[] { 65535 },
        new[] { int.MinValue, 3 }, new uint[] { 4000000000 }, new[] { long.MaxValue }, new[] { ulong.MaxValue }, new[] { 1.5f }, new[] { Math.PI, double.NaN }, Array.Empty<double>(),
    ];

    [Theory]
    [MemberData(nameof(EveryKindOfBlock))]
    public void Append_Block_ArrivesAsTheSameArray(Array block)
    {
        var writer = new FrameWriter(_pair.Near);
        var reader = new FrameReader(_pair.Far, FrameLimits.Trusted);
        writer.Append(new Message(MessageKind.RunBatch, 7, NoFields.Instance, new byte[] { 1, 2, 3 }, [PrimitiveBlock.Whole(block), PrimitiveBlock.Whole(new byte[] { 9 })]));
        writer.Flush();

        Assert.True(reader.TryRead(out Frame frame));
        Assert.Equal([1, 2, 3], frame.Body.ToArray());
        Assert.Equal(block.GetType(), frame.Blocks[0].Array.GetType());
        Assert.Equal(block, frame.Blocks[0].Array);
        Assert.Equal(new byte[] { 9 }, frame.Blocks[1].Array);
    }

    [Fact]
    public void Append_TransientPartOfAnArray_ArrivesAsThatPartAlone()
    {
        var writer = new FrameWriter(_pair.Near);
        var reader = new FrameReader(_pair.Far, FrameLimits.Trusted);
        int[] numbers = [.. Enumerable.Range(0, 1000)];
        writer.Append(new Message(MessageKind.RunBatch, 7, NoFields.Instance, ReadOnlyMemory<byte>.Empty, [(numbers, 300 * sizeof(int), 500 * sizeof(int), true)]));
        writer.Flush();

        Assert.True(reader.TryRead(out Frame frame));
        (Array array, int offset, int bytes, bool isTransient) = Assert.Single(frame.Blocks);
        Assert.Equal((0, 500 * sizeof(int), true), (offset, bytes, isTransient));
        Assert.Equal(numbers[300..800], Assert.IsType<int[]>(array)[..500]);
    }

    [Fact]
    public async Task Append_LargerThanEveryBuffer_ArrivesWhole()
    {
        var payload = new byte[3_000_000];
        Random.Shared.NextBytes(payload);
        double[] block = [.. Enumerable.Range(0, 500_000).Select(i => i * 0.5)];
        var reader = new FrameReader(_pair.Far, FrameLimits.Trusted);
        Task sending = Task.Run(() =>
        {
            var writer = new FrameWriter(_pair.Near);
            writer.Append(new Message(MessageKind.Results, 1, NoFields.Instance, payload, [PrimitiveBlock.Whole(block)]));
            writer.Append(new Message(MessageKind.Heartbeat, 2, NoFields.Instance));
            writer.Flush();
        });

        Assert.True(reader.TryRead(out Frame frame));
        Assert.True(frame.Body.Span.SequenceEqual(payload));
        Assert.Equal(block, frame.Blocks[0].Array);
        Assert.True(reader.TryRead(out Frame next));
        Assert.Equal(2, next.Id);
        await sending;
    }

    [Fact]
    public void TryRead_OtherSideGoneBetweenOrInsideFrames_ReturnsFalse()
    {
        var reader = new FrameReader(_pair.Far, FrameLimits.Trusted);
        var header = new byte[FrameHeader.Size];
        new FrameHeader(100, MessageKind.Results, 0, 1).Write(header);
        _pair.Near.Send(header);
        _pair.Near.Send(new byte[40]);
        _pair.Near.Close();

        Assert.False(reader.TryRead(out _));
    }

    [Fact]
    public void TryRead_BodyBeyondTheLimit_ThrowsBeforeAllocating()
    {
        var reader = new FrameReader(_pair.Far, FrameLimits.Stranger);
        var header = new byte[FrameHeader.Size];
        new FrameHeader(int.MaxValue, MessageKind.Hello, 0, 1).Write(header);
        _pair.Near.Send(header);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<InvalidDataException>(() => reader.TryRead(out _));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task TryRead_MuchIsClaimedAndLittleComes_TakesLittleMemory(bool isBlock)
    {
        const int Claimed = 1 << 30;
        var reader = new FrameReader(_pair.Far, FrameLimits.Trusted);
        var bytes = new byte[FrameHeader.Size + (isBlock ? FrameHeader.BlockSize : 0)];
        new FrameHeader(isBlock ? 0 : Claimed, MessageKind.Results, isBlock ? 1 : 0, 1).Write(bytes);
        if (isBlock)
        {
            bytes[FrameHeader.Size] = (byte)BlockKind.Byte;
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(FrameHeader.Size + 1), Claimed);
        }

        Task sending = Task.Run(() =>
        {
            _pair.Near.Send(bytes);
            _pair.Near.Send(new byte[1_000_000]);
            _pair.Near.Close();
        });
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.False(reader.TryRead(out _));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Claimed / 100);
        await sending;
    }

    [Fact]
    public async Task Append_ThatComesInSteps_ArrivesWhole()
    {
        // A sixteenth of each is more than is taken at once, too.
        var payload = new byte[300 << 20];
        new Random(5).NextBytes(payload);
        long[] block = [.. Enumerable.Range(0, 5 << 20).Select(static i => (long)i)];
        var reader = new FrameReader(_pair.Far, FrameLimits.Trusted);
        Task sending = Task.Run(() =>
        {
            var writer = new FrameWriter(_pair.Near);
            writer.Append(new Message(MessageKind.Results, 1, NoFields.Instance, payload, [PrimitiveBlock.Whole(block), PrimitiveBlock.Whole(new byte[] { 9 })]));
            writer.Append(new Message(MessageKind.Heartbeat, 2, NoFields.Instance));
            writer.Flush();
        });

        Assert.True(reader.TryRead(out Frame frame));
        Assert.True(frame.Body.Span.SequenceEqual(payload));
        Assert.Equal(block, frame.Blocks[0].Array);
        Assert.Equal(new byte[] { 9 }, frame.Blocks[1].Array);
        Assert.True(reader.TryRead(out Frame next));
        Assert.Equal(2, next.Id);
        await sending;
    }

    [Fact]
    public void TryRead_BlocksFromAStranger_Throws()
    {
        var reader = new FrameReader(_pair.Far, FrameLimits.Stranger);
        var header = new byte[FrameHeader.Size];
        new FrameHeader(0, MessageKind.Hello, 1, 1).Write(header);
        _pair.Near.Send(header);

        Assert.Throws<InvalidDataException>(() => reader.TryRead(out _));
    }

    [Theory]
    [InlineData((byte)200, 8UL)]
    [InlineData((byte)BlockKind.Double, 7UL)]
    [InlineData((byte)BlockKind.Byte, ulong.MaxValue)]
    public void TryRead_BlockThatCannotBe_Throws(byte kind, ulong length)
    {
        var reader = new FrameReader(_pair.Far, FrameLimits.Trusted);
        var bytes = new byte[FrameHeader.Size + FrameHeader.BlockSize];
        new FrameHeader(0, MessageKind.RunBatch, 1, 1).Write(bytes);
        bytes[FrameHeader.Size] = kind;
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(FrameHeader.Size + 1), length);
        _pair.Near.Send(bytes);

        Assert.Throws<InvalidDataException>(() => reader.TryRead(out _));
    }

    [Fact]
    public void Read_RandomBytesAsMessages_ThrowsOrReturnsAndAllocatesLittle()
    {
        var random = new Random(20);
        for (int round = 0; round < 20_000; round++)
        {
            var body = new byte[random.Next(0, 80)];
            random.NextBytes(body);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                ReadAsAny(random.Next(10), body);
            }
            catch (InvalidDataException)
            {
                // What a malformed message should be.
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 50_000);
        }
    }

    private static void ReadAsAny(int kind, ReadOnlySpan<byte> body)
    {
        switch (kind)
        {
            case 0: Hello.Read(body, out _); break;
            case 1: Welcome.Read(body, out _); break;
            case 2: RunBatch.Read(body, out _); break;
            case 3: Results.Read(body, out _); break;
            case 4: Output.Read(body, out _); break;
            case 5: AssemblyWanted.Read(body, out _); break;
            case 6: AssemblyAnswer.Read(body, out _); break;
            case 7: Report.Read(body, out _); break;
            case 8: DefineFunction.Read(body, out _); break;
            default: DefineValue.Read(body, out _); break;
        }
    }
}
