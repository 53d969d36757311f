namespace Pathos.Distributed;

/// <summary>The UDP ports at which servers can be looked for.</summary>
internal static class DiscoveryPorts
{
    public static void Check(int port, string parameter)
    {
        if (port is <= 0 or > ushort.MaxValue)
        {
            throw new ArgumentOutOfRangeException(parameter, port, $"The discovery port is a number from 1 to {ushort.MaxValue}. All who shall find each other need the same one.");
        }
    }
}
