using System.Net;
using System.Net.Sockets;

namespace Pathos.Serialization;

/// <summary>An address without the hash code that it remembers: that of the newer kind of address
/// is another one in every process.</summary>
internal sealed class AddressReducer : Reducer
{
    public override string RuleName => "address by its bytes";

    public override bool IsInert => true;

    public override bool Handles(Type type) => type == typeof(IPAddress);

    public override void Write(object value, GraphWriter writer)
    {
        IPAddress address = (IPAddress)value;
        writer.WriteBytes(address.GetAddressBytes());
        writer.WriteRaw(address.AddressFamily == AddressFamily.InterNetworkV6 ? address.ScopeId : 0L);
    }

    public override object Read(Type type, GraphReader reader)
    {
        byte[] bytes = reader.ReadBytes().ToArray();
        long scope = reader.ReadRaw<long>();
        return bytes.Length == 16 ? new IPAddress(bytes, scope) : new IPAddress(bytes);
    }
}
