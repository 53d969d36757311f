using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Pathos.Wire;

/// <summary>An encrypted connection whose two ends have proved to each other that they know one secret.</summary>
/// <remarks>
/// TLS 1.3, with a certificate on each side that is made when the process starts and signed by nobody: what makes it trusted is the proof that follows. No certificate's dates are looked at, so
/// clocks may differ. Everything before the proofs has a fixed, small length.
/// </remarks>
internal static class SecureConnection
{
    private const byte Accepted = 1;
    private const byte Refused = 2;

    // A first word that no other protocol begins with: what knocks by mistake is told apart from who knows a wrong secret.
    private static readonly byte[] s_greeting = "PATHOS2\n"u8.ToArray();

    private static readonly Lazy<X509Certificate2> s_certificate = new(CreateCertificate);

    /// <summary>Connects, says what for, and proves both sides to each other.</summary>
    /// <exception cref="AuthenticationException">The other side is not a Pathos server, or has another secret.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    /// <exception cref="OperationCanceledException">The time was over, or the caller gave it up.</exception>
    /// <remarks>It blocks: a handshake must not wait for a thread of a thread pool that the user's code may block.</remarks>
    public static Transport Open(Socket socket, SharedSecret secret, Greeting greeting, CancellationToken cancellationToken)
    {
        SslStream stream = Over(socket);
        using CancellationTokenRegistration limit = EndWith(socket, cancellationToken);
        try
        {
            stream.AuthenticateAsClient(
                new SslClientAuthenticationOptions
                {
                    TargetHost = "pathos",
                    EnabledSslProtocols = SslProtocols.Tls13,
                    ClientCertificates = [s_certificate.Value],
                    RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate is not null,
                    CertificateChainPolicy = WithoutDownloads(),
                });
            byte[] nonce = SharedSecret.DrawNonce();
            stream.Write((byte[])[.. s_greeting, .. nonce, .. greeting.ToBytes()]);
            byte[] serverNonce = Read(stream, SharedSecret.NonceSize);
            var handshake = new SharedSecret.Handshake(nonce, serverNonce, Fingerprint(s_certificate.Value), Fingerprint(stream.RemoteCertificate!));
            stream.Write(secret.Prove(SharedSecret.Role.Client, handshake));
            byte[] answer = Read(stream, 1 + SharedSecret.ProofSize);
            if (answer[0] != Accepted || !secret.Verifies(answer.AsSpan(1), SharedSecret.Role.Server, handshake))
            {
                throw new AuthenticationException("The two sides do not hold the same secret, or the connection is intercepted.");
            }

            return AsTransport(stream, socket);
        }
        catch (Exception error)
        {
            stream.Dispose();
            if (error is IOException or SocketException or ObjectDisposedException)
            {
                // The end of the socket was ours.
                cancellationToken.ThrowIfCancellationRequested();
            }

            throw;
        }
    }

    /// <summary>Takes a connection from a peer that proves to know the secret.</summary>
    /// <returns>The connection and what it is for, or null when the stranger did not: it has been told no more than that, and is gone.</returns>
    public static Admission? Accept(Socket socket, SharedSecret secret, CancellationToken cancellationToken)
    {
        SslStream stream = Over(socket);
        using CancellationTokenRegistration limit = EndWith(socket, cancellationToken);
        try
        {
            stream.AuthenticateAsServer(
                new SslServerAuthenticationOptions
                {
                    ServerCertificate = s_certificate.Value,
                    ClientCertificateRequired = true,
                    EnabledSslProtocols = SslProtocols.Tls13,
                    RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate is not null,
                    CertificateChainPolicy = WithoutDownloads(),
                });
            byte[] greeting = Read(stream, s_greeting.Length + SharedSecret.NonceSize + Greeting.Size);
            if (greeting.AsSpan().StartsWith(s_greeting))
            {
                byte[] nonce = SharedSecret.DrawNonce();
                stream.Write(nonce);
                var handshake = new SharedSecret.Handshake(greeting[s_greeting.Length..^Greeting.Size], nonce, Fingerprint(stream.RemoteCertificate!), Fingerprint(s_certificate.Value));
                byte[] proof = Read(stream, SharedSecret.ProofSize);
                bool isKnown = secret.Verifies(proof, SharedSecret.Role.Client, handshake);
                byte[] answer = isKnown ? secret.Prove(SharedSecret.Role.Server, handshake) : RandomNumberGenerator.GetBytes(SharedSecret.ProofSize);
                stream.Write((byte[])[isKnown ? Accepted : Refused, .. answer]);
                if (isKnown)
                {
                    return new Admission(AsTransport(stream, socket), Greeting.Read(greeting.AsSpan(^Greeting.Size..)));
                }
            }
        }
        catch (Exception error) when (error is IOException or AuthenticationException or SocketException or InvalidOperationException)
        {
            // A stranger that does not speak this protocol, is too slow, or has gone.
        }

        stream.Dispose();
        return null;
    }

    /// <summary>Ends the socket when the time is over: a blocked handshake then ends with an error.</summary>
    private static CancellationTokenRegistration EndWith(Socket socket, CancellationToken cancellationToken) =>
        cancellationToken.UnsafeRegister(static state => Shutdown((Socket)state!), socket);

    private static void Shutdown(Socket socket)
    {
        try
        {
            // Shutdown, unlike close, wakes a thread that is blocked in a read.
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The other side was quicker.
        }
    }

    private static SslStream Over(Socket socket)
    {
        socket.NoDelay = true;
        return new SslStream(new NetworkStream(socket, ownsSocket: true), leaveInnerStreamOpen: false);
    }

    private static StreamTransport AsTransport(SslStream stream, Socket socket) => new(stream, stream, () =>
    {
        Shutdown(socket);
        stream.Dispose();
    });

    private static byte[] Read(SslStream stream, int count)
    {
        byte[] bytes = new byte[count];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Nobody signs our certificates, and what one says of where its signer or its revocation is to be had is not looked up: else
    /// a stranger could send this process to any address, before he proved anything.</summary>
    private static X509ChainPolicy WithoutDownloads() => new()
    {
        DisableCertificateDownloads = true,
        RevocationMode = X509RevocationMode.NoCheck,
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        VerificationFlags = X509VerificationFlags.AllFlags,
    };

    private static byte[] Fingerprint(X509Certificate certificate) => SHA256.HashData(certificate.GetRawCertData());

    private static X509Certificate2 CreateCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=pathos", key, HashAlgorithmName.SHA256);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddYears(1));
    }
}
