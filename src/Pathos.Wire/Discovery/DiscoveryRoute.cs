using System.Buffers.Binary;
using System.Net;

namespace Pathos.Wire;

/// <summary>Between whom an answer passes. Its seal covers both, so an answer is worth nothing on another way: not repeated from another
/// machine, and not to another one.</summary>
/// <param name="Server">Where the answer comes from.</param>
/// <param name="Asker">Where it goes.</param>
internal readonly record struct DiscoveryRoute(IPEndPoint Server, IPEndPoint Asker)
{
    /// <summary>How many bytes it takes.</summary>
    public const int Size = 2 * EndSize;

    private const int AddressSize = 16;
    private const int EndSize = AddressSize + sizeof(ushort);

    public void Write(Span<byte> destination)
    {
        Write(Server, destination);
        Write(Asker, destination[EndSize..]);
    }

    private static void Write(IPEndPoint end, Span<byte> destination)
    {
        end.Address.MapToIPv6().TryWriteBytes(destination, out _);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[AddressSize..], (ushort)end.Port);
    }
}
