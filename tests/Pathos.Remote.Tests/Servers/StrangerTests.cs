using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Pathos.Wire;

namespace Pathos.Remote.Tests;

/// <summary>Who is not let in by a server, and which servers a client does not believe.</summary>
public sealed class StrangerTests : IAsyncLifetime
{
    private static readonly PoolCredentials s_credentials = PoolCredentials.FromSecret("the secret of the honest ones");
    private static readonly PoolCredentials s_wrong = PoolCredentials.FromSecret("the secret of somebody else");
    private static readonly TimeSpan s_openTimeout = TimeSpan.FromSeconds(20);

    private readonly TestFolder _folder = new();
    private PoolServer _server = null!;

    public async Task InitializeAsync() => _server = await PoolServer.StartAsync(s_credentials, new PoolServerOptions { Workers = 1, CacheFolder = _folder.Path });

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync().AsTask().Soon();
        _folder.Dispose();
    }

    [Fact]
    public async Task Client_WithAnotherSecret_IsRefusedAndToldWhatToCheck()
    {
        await using Pool pool = Pool.Connect($"tcp://{_server.Address}/1", s_wrong, new PoolOptions { OpenTimeout = s_openTimeout });

        PoolOpenException refused = await Assert.ThrowsAsync<PoolOpenException>(() => pool.ReadyAsync().Soon());

        Assert.Contains(_server.Address.ToString(), refused.Message, StringComparison.Ordinal);
        Assert.Contains(PoolCredentials.Variable, refused.Message, StringComparison.Ordinal);
        Assert.Empty(_server.GetClients());
        await AssertServes();
    }

    [Fact]
    public async Task Server_WithAnotherSecret_IsNotBelieved()
    {
        using Socket listener = Listen(out IPEndPoint address);
        Task impostor = Task.Run(async () => SecureConnection.Accept(await listener.AcceptAsync(), s_wrong.Secret, CancellationToken.None));

        await Assert.ThrowsAsync<AuthenticationException>(async () => SecureConnection.Open(await ConnectAsync(address), s_credentials.Secret, Greeting.OfPool, CancellationToken.None));
        await impostor.Soon();
    }

    [Fact]
    public async Task Server_ThatSaysYesToEverybody_IsNotBelieved()
    {
        using Socket listener = Listen(out IPEndPoint address);
        Task impostor = Task.Run(async () =>
        {
            await using SslStream stream = await AcceptTlsAsync(await listener.AcceptAsync());
            await stream.ReadExactlyAsync(new byte[8 + SharedSecret.NonceSize + Greeting.Size]);
            await stream.WriteAsync(new byte[SharedSecret.NonceSize]);
            await stream.ReadExactlyAsync(new byte[SharedSecret.ProofSize]);
            await stream.WriteAsync((byte[])[1, .. RandomNumberGenerator.GetBytes(SharedSecret.ProofSize)]);
        });

        await Assert.ThrowsAsync<AuthenticationException>(async () => SecureConnection.Open(await ConnectAsync(address), s_credentials.Secret, Greeting.OfPool, CancellationToken.None));
        await impostor.Soon();
    }

    [Fact]
    public async Task ManInTheMiddle_PassesEveryWordOn_NeitherSideBelievesHim()
    {
        using Socket listener = Listen(out IPEndPoint address);
        Task middle = Task.Run(async () =>
        {
            // He ends TLS with a certificate of his own on both sides and copies what they say to each other, proofs and all.
            await using SslStream client = await AcceptTlsAsync(await listener.AcceptAsync());
            await using SslStream server = await ConnectTlsAsync(_server.Address);
            await Task.WhenAny(client.CopyToAsync(server), server.CopyToAsync(client));
        });

        await Assert.ThrowsAsync<AuthenticationException>(async () => SecureConnection.Open(await ConnectAsync(address), s_credentials.Secret, Greeting.OfPool, CancellationToken.None));
        await middle.Soon();
        Assert.Empty(_server.GetClients());
        await AssertServes();
    }

    [Fact]
    public async Task Replay_OfAProofThatWasGood_IsRefused()
    {
        // The recorded side holds the secret; whoever replays it has all of its words, and even its certificate.
        using X509Certificate2 certificate = Certificate();
        byte[] nonce = RandomNumberGenerator.GetBytes(SharedSecret.NonceSize);
        byte[] recorded;
        await using (SslStream honest = await ConnectTlsAsync(_server.Address, certificate))
        {
            await honest.WriteAsync((byte[])[.. "PATHOS2\n"u8, .. nonce, .. Greeting.OfPool.ToBytes()]);
            byte[] serverNonce = new byte[SharedSecret.NonceSize];
            await honest.ReadExactlyAsync(serverNonce);
            recorded = s_credentials.Secret.Prove(
                SharedSecret.Role.Client,
                new SharedSecret.Handshake(nonce, serverNonce, SHA256.HashData(certificate.RawData), SHA256.HashData(honest.RemoteCertificate!.GetRawCertData())));
            Assert.Equal(1, await AnswerToAsync(honest, recorded));
        }

        await using SslStream replay = await ConnectTlsAsync(_server.Address, certificate);
        await replay.WriteAsync((byte[])[.. "PATHOS2\n"u8, .. nonce, .. Greeting.OfPool.ToBytes()]);
        await replay.ReadExactlyAsync(new byte[SharedSecret.NonceSize]);

        Assert.Equal(2, await AnswerToAsync(replay, recorded));
    }

    [Fact]
    public async Task Garbage_OfManyKinds_LeavesTheServerServing()
    {
        var random = new Random(17);
        for (int number = 0; number < 40; number++)
        {
            using Socket socket = await ConnectAsync(_server.Address);
            byte[] noise = new byte[random.Next(1, 2000)];
            random.NextBytes(noise);
            if (number % 3 == 0)
            {
                noise = "GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray();
            }

            await socket.SendAsync(noise);
            socket.Shutdown(SocketShutdown.Send);
            Assert.True(await EndsAsync(socket));
        }

        await using (SslStream stream = await ConnectTlsAsync(_server.Address))
        {
            await stream.WriteAsync(new byte[100]);
            Assert.Equal(0, await stream.ReadAsync(new byte[1]).AsTask().Soon());
        }

        await AssertServes();
    }

    [Fact]
    public async Task SilentStrangers_MoreThanShakeHandsAtATime_AreLetGoAndTheServerServes()
    {
        Socket[] silent = [.. await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => ConnectAsync(_server.Address)))];

        await AssertServes();

        Array.ForEach(silent, static socket => socket.Dispose());
    }

    [Fact]
    public async Task SilentStrangers_TwoHundred_KeepNobodyWaitingAndFewStay()
    {
        Socket[] silent = [.. await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => ConnectAsync(_server.Address)))];

        await AssertServes();
        await FileGate.PollAsync(() => silent.Count(static socket => !socket.Poll(0, SelectMode.SelectRead)) <= 16, "few silent connections that are left");

        await AssertServes();
        await FileGate.PollAsync(() => silent.All(static socket => socket.Poll(0, SelectMode.SelectRead)), "no silent connection that is left");
        Array.ForEach(silent, static socket => socket.Dispose());
    }

    [Fact]
    public async Task Strangers_ThatKnockAllTheTime_DoNotFillTheLog()
    {
        var log = new LogLines();
        PoolServer server = await PoolServer.StartAsync(s_credentials, new PoolServerOptions { Workers = 1, DiscoveryPort = null, CacheFolder = _folder.Path, Logger = log });
        for (int number = 0; number < 60; number++)
        {
            using Socket socket = await ConnectAsync(server.Address);
            await socket.SendAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray());
            Assert.True(await EndsAsync(socket));
        }

        await server.DisposeAsync().AsTask().Soon();

        IReadOnlyList<string> lines = log.Of(static level => level == LogLevel.Warning);
        Assert.InRange(lines.Count, 2, 14);
        Assert.Contains(lines, static line => line.Contains("more connections proved nothing", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Connect_NobodyListens_SaysSo()
    {
        using Socket listener = Listen(out IPEndPoint address);
        listener.Dispose();
        await using Pool pool = Pool.Connect($"tcp://{address}/1", s_credentials);

        PoolOpenException error = await Assert.ThrowsAsync<PoolOpenException>(() => pool.ReadyAsync().Soon());

        Assert.Contains("refused", error.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("pathos serve", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_PortIsTaken_SaysSo()
    {
        PoolOpenException error = await Assert.ThrowsAsync<PoolOpenException>(() => PoolServer.StartAsync(s_credentials, new PoolServerOptions { Listen = _server.Address.ToString() }));

        Assert.Contains("another port", error.Message, StringComparison.Ordinal);
    }

    private async Task AssertServes()
    {
        await using Pool pool = Pool.Connect($"tcp://{_server.Address}/1", s_credentials);
        Assert.Equal(5, await pool.PipeAsync(static x => x + 1, 4).Soon());
    }

    private static Socket Listen(out IPEndPoint address)
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        address = (IPEndPoint)listener.LocalEndPoint!;
        return listener;
    }

    private static async Task<Socket> ConnectAsync(IPEndPoint address)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(address);
        return socket;
    }

    private static async Task<SslStream> ConnectTlsAsync(IPEndPoint address, X509Certificate2? certificate = null)
    {
        var stream = new SslStream(new NetworkStream(await ConnectAsync(address), ownsSocket: true), false, static (_, _, _, _) => true);
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "pathos", ClientCertificates = [certificate ?? Certificate()] });
        return stream;
    }

    private static async Task<SslStream> AcceptTlsAsync(Socket socket)
    {
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true), false, static (_, _, _, _) => true);
        await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = Certificate(), ClientCertificateRequired = true });
        return stream;
    }

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        // Long out of date: clocks do not matter.
        return new CertificateRequest("CN=pathos", key, HashAlgorithmName.SHA256).CreateSelfSigned(new DateTimeOffset(2001, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2002, 1, 1, 0, 0, 0, TimeSpan.Zero));
    }

    private static async Task<byte> AnswerToAsync(SslStream stream, byte[] proof)
    {
        await stream.WriteAsync(proof);
        byte[] answer = new byte[1 + SharedSecret.ProofSize];
        await stream.ReadExactlyAsync(answer).AsTask().Soon();
        return answer[0];
    }

    private static async Task<bool> EndsAsync(Socket socket)
    {
        byte[] buffer = new byte[4096];
        try
        {
            while (await socket.ReceiveAsync(buffer).Soon() > 0)
            {
            }
        }
        catch (SocketException)
        {
            // Reset is an end too.
        }

        return true;
    }
}
