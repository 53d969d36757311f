namespace Pathos;

/// <summary>Decides for one direction of one connection what suffers. One thread at a time, as the transport that it is for.</summary>
internal sealed class FaultDice(int seed, double rate, int spared, Action onFault)
{
#pragma warning disable CA5394 // Chance that can be repeated is what is wanted, not secrecy.
    private readonly Random _random = new(seed);
    private long _passed;

    /// <summary>Whether this read or write of so many bytes suffers.</summary>
    public bool Falls(int bytes)
    {
        bool isSpared = _passed < spared;
        _passed += bytes;
        if (bytes == 0 || isSpared || _random.NextDouble() >= rate)
        {
            return false;
        }

        onFault();
        return true;
    }

    /// <summary>A number from 0 to below the limit.</summary>
    public int Next(int limit) => _random.Next(limit);

    public double NextShare() => _random.NextDouble();
#pragma warning restore CA5394
}
