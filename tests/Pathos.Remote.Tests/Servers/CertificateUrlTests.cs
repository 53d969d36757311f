using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Pathos.Wire;

namespace Pathos.Remote.Tests;

/// <summary>A certificate may name places where its signer or its revocation is to be had. Neither side looks there.</summary>
public sealed class CertificateUrlTests : IDisposable
{
    private static readonly PoolCredentials s_credentials = PoolCredentials.FromSecret("the secret that no certificate knows");

    private readonly TcpListener _place = new(IPAddress.Loopback, 0);

    public CertificateUrlTests() => _place.Start();

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task Server_ClientShowsACertificateWithUrls_ConnectsNowhere()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task<Admission?> accepting = Task.Run(async () => SecureConnection.Accept(await listener.AcceptSocketAsync(), s_credentials.Secret, CancellationToken.None));
        using X509Certificate2 certificate = Certificate();
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        await using var stream = new SslStream(client.GetStream(), false, static (_, _, _, _) => true);

        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "pathos", ClientCertificateContext = ContextOf(certificate) }).Soon();
        await stream.WriteAsync(new byte[200]);

        Assert.Null(await accepting.Soon());
        Assert.False(_place.Pending());
    }

    [Fact]
    public async Task Client_ServerShowsACertificateWithUrls_ConnectsNowhere()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using X509Certificate2 certificate = Certificate();
        Task serving = Task.Run(async () =>
        {
            await using var stream = new SslStream(new NetworkStream(await listener.AcceptSocketAsync(), ownsSocket: true), false, static (_, _, _, _) => true);
            await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificateContext = ContextOf(certificate) });
        });
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync((IPEndPoint)listener.LocalEndpoint);

        await Assert.ThrowsAnyAsync<IOException>(() => Task.Run(() => SecureConnection.Open(socket, s_credentials.Secret, Greeting.OfPool, CancellationToken.None)).Soon());

        await serving.Soon();
        Assert.False(_place.Pending());
    }

    // Whoever shows such a certificate does not look for its signer himself.
    private static SslStreamCertificateContext ContextOf(X509Certificate2 certificate) => SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true);

    /// <summary>Signed by somebody who is to be had at our place only.</summary>
    private X509Certificate2 Certificate()
    {
        using var signer = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        string url = $"http://{_place.LocalEndpoint}/signer.cer";
        var request = new CertificateRequest("CN=pathos", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509AuthorityInformationAccessExtension([url], [url]));
        request.CertificateExtensions.Add(CertificateRevocationListBuilder.BuildCrlDistributionPointExtension([url]));
        using X509Certificate2 bare = request.Create(
            new X500DistinguishedName("CN=somebody"), X509SignatureGenerator.CreateForECDsa(signer), now.AddDays(-1), now.AddDays(1), RandomNumberGenerator.GetBytes(8));
        return bare.CopyWithPrivateKey(key);
    }
}
