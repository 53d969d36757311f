using System.Text;
using Pathos.Distributed;
using Pathos.Wire;

namespace Pathos.Hostile.Tests;

/// <summary>A host behind a real SSH server whose <c>dotnet</c> is an attacker's. It says what it likes, and writes down all that it is sent.</summary>
public sealed class HostileHostTests : IAsyncLifetime
{
    private const string Secret = "swordfish";

    private readonly TestFolder _folder = new();
    private SshServers _servers = null!;

    public async Task InitializeAsync() => _servers = await SshServers.StartAsync(1).Soon();

    public async Task DisposeAsync()
    {
        await _servers.DisposeAsync().Soon();
        _folder.Dispose();
    }

    [Fact]
    public async Task Node_AsksForWhatItWasNotOffered_LearnsNothing()
    {
        using var trap = new Trap();
        using var files = new PlantedFiles(AppContext.BaseDirectory, Secret, "appsettings.json", ".env");
        string[] wanted = ["appsettings.json", ".env", "../appsettings.json", Path.Combine(AppContext.BaseDirectory, "appsettings.json"), "", new string('0', 64)];

        await FailsAsync(wanted.SelectMany(static hash => new[] { 0L, -1, long.MaxValue }.Select(offset => new Message(MessageKind.CodeWanted, 1, new CodeWanted(hash, offset)))));

        Assert.DoesNotContain(Secret, await File.ReadAllTextAsync(Path.Combine(_folder.Path, "sent"), Encoding.Latin1), StringComparison.Ordinal);
        trap.AssertUntouched();
    }

    [Fact]
    public async Task Node_SpeaksForWorkersThatShowNoToken_IsNotHeard()
    {
        using var trap = new Trap();
        byte[] greeting = Bytes([
            new Message(MessageKind.Hello, 0, new Hello(Protocol.Version, new string('0', 64), 1, "hostile", Environment.Version.ToString())),
            new Message(MessageKind.Ready, 0, NoFields.Instance),
            new Message(MessageKind.AssemblyWanted, 1, new AssemblyWanted("Pathos.Hostile.Tests", Guid.Empty, 0, null, IsNative: false, WantsImage: true)),
        ]);

        await FailsAsync([.. Enumerable.Range(1, 3).SelectMany(id => new[]
        {
            new Message(MessageKind.WorkerStarted, id, new WorkerStarted(1, 1, "/etc/passwd")),
            new Message(MessageKind.ChannelData, id, NoFields.Instance, greeting, []),
        })]);

        Assert.DoesNotContain("This program cannot be run in DOS mode", await File.ReadAllTextAsync(Path.Combine(_folder.Path, "sent"), Encoding.Latin1), StringComparison.Ordinal);
        trap.AssertUntouched();
    }

    [Fact]
    public async Task Node_SpeaksNoProtocol_IsAnErrorThatNamesTheHost()
    {
        using var trap = new Trap();
        byte[] noise = new byte[10_000];
        new Random(1).NextBytes(noise);

        PoolException error = await FailsAsync(noise, noise);

        Assert.Contains("hosta", error.Message, StringComparison.Ordinal);
        trap.AssertUntouched();
    }

    private async Task FailsAsync(IEnumerable<Message> messages)
    {
        await FailsAsync(Bytes([new Message(MessageKind.NodeReady, 0, new NodeReady(Protocol.Version, "hostile", 1, 1, Environment.Version.ToString()))]), Bytes(messages));

        // The host did hear this program: what is not in there was not said.
        Assert.NotEqual(0, new FileInfo(Path.Combine(_folder.Path, "sent")).Length);
    }

    /// <summary>The host says the one at once, and the other when it has been asked for workers.</summary>
    private async Task<PoolException> FailsAsync(byte[] first, byte[] then)
    {
        await File.WriteAllBytesAsync(Path.Combine(_folder.Path, "first"), first);
        await File.WriteAllBytesAsync(Path.Combine(_folder.Path, "then"), then);
        string dotnet = Path.Combine(_folder.Path, "dotnet");
        await File.WriteAllTextAsync(dotnet, $"""
            #!/bin/sh
            if [ "$1" = --list-runtimes ]; then echo 'Microsoft.NETCore.App {Environment.Version} [/somewhere]'; exit; fi
            cd '{_folder.Path}'
            cat first
            exec 3<&0
            timeout 6 cat <&3 > sent &
            for try in 1 2 3 4 5 6 7 8 9 10; do [ -s sent ] && break; sleep 0.2; done
            sleep 1
            cat then
            wait

            """);
        File.SetUnixFileMode(dotnet, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var options = new RemotePoolOptions
        {
            Ssh = new SshOptions { ConfigFile = _servers.ConfigPath }, OpenTimeout = TestTimeouts.Unexpected, RemoteDotnetPath = dotnet, CacheFolder = Path.Combine(_folder.Path, "cache"), Output = static _ => { },
        };
        await using Pool pool = Pool.Open(options, "ssh://hosta/1");

        Exception? error = await Record.ExceptionAsync(() => pool.MapAsync(static x => x, [1]).Soon());

        return Assert.IsType<PoolException>(error, exactMatch: false);
    }

    private static byte[] Bytes(IEnumerable<Message> messages)
    {
        using var bytes = new MemoryStream();
        var writer = new FrameWriter(new StreamTransport(Stream.Null, bytes, static () => { }));
        foreach (Message message in messages)
        {
            writer.Append(message);
        }

        writer.Flush();
        return bytes.ToArray();
    }
}
