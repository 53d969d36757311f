using Pathos.Wire;

namespace Pathos;

/// <summary>What is wrong with the connections of an in-memory pool. Each rate is the probability that one read or one write suffers; all are 0 by default, and they add up.</summary>
/// <remarks>
/// Delays and splits are what any connection may do: results stay right. The others break a stream that is reliable by contract. The wire carries no checksums, because
/// the sockets beneath it do not lose or change bytes: what breaks its frames is noticed and costs a worker, but a bit that flips inside a payload is data to everybody.
/// </remarks>
public sealed class WireFaults
{
    private int _connections;
    private long _injected;

    /// <summary>Gets the seed of everything that is drawn. Default 0.</summary>
    public int Seed { get; init; }

    /// <summary>Gets how often a read or write waits first.</summary>
    public double DelayRate { get; init; }

    /// <summary>Gets the longest such wait; shorter ones are as likely. Default 2 ms.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromMilliseconds(2);

    /// <summary>Gets how often a read or write is cut into pieces of a few bytes.</summary>
    public double SplitRate { get; init; }

    /// <summary>Gets how often the connection ends in the middle of what is read or written.</summary>
    public double TruncateRate { get; init; }

    /// <summary>Gets how often some of the bytes that are read or written vanish.</summary>
    public double DropRate { get; init; }

    /// <summary>Gets how often one bit of what is read or written flips.</summary>
    public double CorruptRate { get; init; }

    /// <summary>Gets whether only lengths, kinds and counts of frames are corrupted: neither the id, which may turn into that of another task, nor what a frame carries. Default true.</summary>
    public bool SparesContent { get; init; } = true;

    /// <summary>Gets how many bytes pass each way before a connection begins to truncate, drop and corrupt, so that workers come to be. Default 16 KiB.</summary>
    public int SparedBytes { get; init; } = 16 << 10;

    /// <summary>Gets how many faults there have been.</summary>
    public long Injected => Interlocked.Read(ref _injected);

    /// <summary>Puts the faults over a connection, the next of its pool.</summary>
    internal Transport Over(Transport transport)
    {
        int connection = Interlocked.Increment(ref _connections);

        // Nearest the program come the delays, so that a broken connection breaks as suddenly as a real one.
        transport = CorruptRate > 0 ? new CorruptingTransport(transport, Dice(1, CorruptRate), Dice(2, CorruptRate), SparesContent) : transport;
        transport = DropRate > 0 ? new DroppingTransport(transport, Dice(3, DropRate), Dice(4, DropRate)) : transport;
        transport = TruncateRate > 0 ? new TruncatingTransport(transport, Dice(5, TruncateRate), Dice(6, TruncateRate)) : transport;
        transport = SplitRate > 0 ? new SplittingTransport(transport, Harmless(7, SplitRate), Harmless(8, SplitRate)) : transport;
        return DelayRate > 0 ? new DelayingTransport(transport, Harmless(9, DelayRate), Harmless(10, DelayRate), LongestDelay) : transport;

        FaultDice Dice(int purpose, double rate) => new(HashCode(purpose), rate, SparedBytes, Count);
        FaultDice Harmless(int purpose, double rate) => new(HashCode(purpose), rate, spared: 0, Count);

        // Not System.HashCode, which differs from process to process.
        int HashCode(int purpose) => unchecked((((Seed * 397) + connection) * 397) + purpose);
    }

    private void Count() => Interlocked.Increment(ref _injected);
}
