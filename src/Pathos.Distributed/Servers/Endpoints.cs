using System.Globalization;
using System.Net;

namespace Pathos.Distributed;

/// <summary>Addresses as users write them: <c>host:port</c>, <c>[::1]:port</c>.</summary>
internal static class Endpoints
{
    /// <exception cref="ArgumentException">The text is not such an address.</exception>
    public static (string Host, int Port) Parse(string text)
    {
        int colon = text.LastIndexOf(':');
        string host = colon < 0 ? "" : text[..colon].Trim('[', ']');
        return host.Length > 0
            && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port)
            && port <= ushort.MaxValue
            ? (host, port)
            : throw new ArgumentException(
                $"'{text}' is no address: write host:port, for example 0.0.0.0:8899 or [::1]:8899.", nameof(text));
    }

    /// <exception cref="System.Net.Sockets.SocketException">There is no such host.</exception>
    public static async Task<IPAddress> ResolveAsync(string host, CancellationToken cancellationToken) =>
        IPAddress.TryParse(host, out IPAddress? address)
            ? address
            : (await LibraryThreads.Run(() => Task.FromResult(Dns.GetHostAddresses(host))).WaitAsync(cancellationToken).OnLibraryThreads())[0];
}
