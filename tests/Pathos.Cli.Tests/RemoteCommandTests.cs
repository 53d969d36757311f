using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Pathos.Cli.Tests;

/// <summary>The commands that reach other hosts, against real servers.</summary>
public sealed class RemoteCommandTests(RemoteCommandTests.Fixture fixture) : IClassFixture<RemoteCommandTests.Fixture>, IDisposable
{
    private readonly TestFolder _folder = new();

    private string HostsPath => Path.Combine(_folder.Path, "hosts.json");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(42)]
    public async Task Run_Command_PassesOutputsInputAndExitCode(int code)
    {
        using Process program = Start("run", "hosta", "-F", fixture.Config, "--folder", _folder.Path, "--env", "LEVEL=3 4", "--", $"read line; echo \"$line $LEVEL $PATHOS_HOST $PWD\"; echo bad >&2; exit {code}");
        await program.StandardInput.WriteAsync("typed\n").Soon();
        program.StandardInput.Close();

        Assert.Equal((code, $"typed 3 4 hosta {_folder.Path}\n", "bad\n"), await CliRun.EndOfAsync(program));
    }

    [Fact]
    public async Task Run_SeveralWords_ArriveAsTheyAre() =>
        Assert.Equal((0, "[*] [a  b] [$HOME] [-n] ", ""), await OfAsync("run", "hosta", "-F", fixture.Config, "--", "printf", "[%s] ", "*", "a  b", "$HOME", "-n"));

    [Fact]
    public async Task Run_HostOfTheRegistry_IsReachedAsThatSays()
    {
        Assert.Equal((0, "", ""), await OfAsync("hosts", "add", "maxi", "--host-name", "hosta", "--profile", Path.Combine(_folder.Path, "profile")));
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "profile"), "GREETING=hello");

        Assert.Equal((0, "hello from hosta\n", ""), await OfAsync("run", "maxi", "-F", fixture.Config, "--", "echo $GREETING from $PATHOS_HOST"));
    }

    [Fact]
    public async Task Run_HostOfTheRegistryHasVariables_TheyAreSetAndThoseOfTheCommandWin()
    {
        Assert.Equal((0, "", ""), await OfAsync("hosts", "add", "maxi", "--host-name", "hosta", "--env", "LEVEL=1", "--env", "QUALITY=a=b"));

        Assert.Equal((0, "2 a=b\n", ""), await OfAsync("run", "maxi", "-F", fixture.Config, "--env", "LEVEL=2", "--", "echo $LEVEL $QUALITY"));
    }

    [Fact]
    public async Task Check_HostOfTheRegistry_IsReachedAsThatSays()
    {
        Assert.Equal((0, "", ""), await OfAsync("hosts", "add", "maxi", "--host-name", "hosta", "--workers", "1"));

        (int code, string output, string errors) = await OfAsync("check", "ssh://maxi", "-F", fixture.Config, "--json");

        Assert.Equal((0, ""), (code, errors));
        Assert.Single(JsonDocument.Parse(output).RootElement.GetProperty("workers").EnumerateArray());
    }

    [Fact]
    public async Task Check_RegistryIsBroken_IsAnErrorThatNamesItUnlessNoHostIsNamed()
    {
        await File.WriteAllTextAsync(HostsPath, "{ \"hosts\": {\n \"maxi\": { \"port\": \"ssh\" } } }");

        (int code, _, string errors) = await OfAsync("check", "ssh://hosta/1", "-F", fixture.Config);

        Assert.Equal(1, code);
        Assert.Contains($"{HostsPath}, line 2", errors, StringComparison.Ordinal);
        Assert.Equal(0, (await OfAsync("check", "serial")).Code);
        Assert.Equal(0, (await OfAsync("check", "local/1", "threads/1")).Code);
    }

    [Fact]
    public async Task Run_Interrupted_EndsTheCommandThere()
    {
        using Process program = Start("run", "hosta", "-F", fixture.Config, "--", "echo $$; exec sleep 1000");
        int command = int.Parse((await program.StandardOutput.ReadLineAsync().Soon())!, CultureInfo.InvariantCulture);

        await RemoteProcesses.KillAsync(null, program.Id, UnixSignal.Interrupt).Soon();

        Assert.Equal(1, (await CliRun.EndOfAsync(program)).Code);
        await Assert.ThrowsAsync<HostProcessException>(() => RemoteProcesses.ParentAsync(null, command)).Soon();
    }

    [Fact]
    public async Task Run_NobodyReadsTheOutputAnyMore_EndsTheCommandThere()
    {
        using Process program = Start("run", "hosta", "-F", fixture.Config, "--", "echo $$; exec yes");
        int command = int.Parse((await program.StandardOutput.ReadLineAsync().Soon())!, CultureInfo.InvariantCulture);

        program.StandardOutput.Close();

        Assert.Equal("", await program.StandardError.ReadToEndAsync().Soon());
        await program.WaitForExitAsync().Soon();
        Assert.Equal(128 + 13, program.ExitCode);
        await Assert.ThrowsAsync<HostProcessException>(() => RemoteProcesses.ParentAsync(null, command)).Soon();
    }

    [Fact]
    public async Task Run_OutputGoesToAFile_ComesAfterWhatIsThere()
    {
        string file = Path.Combine(_folder.Path, "output");
        string call = RemoteShell.Quote("dotnet", Path.Combine(AppContext.BaseDirectory, "Pathos.Cli.dll"), "run", "hosta", "-F", fixture.Config, "--", "echo two");
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"{{ echo one; {call} </dev/null; echo three; }} >{file}"]) { UseShellExecute = false })!;
        await shell.WaitForExitAsync().Soon();

        Assert.Equal("one\ntwo\nthree\n", await File.ReadAllTextAsync(file));
    }

    [Fact]
    public async Task Copy_AddressOfIPv6WithAUser_IsAHost()
    {
        string config = Path.Combine(_folder.Path, "config"), source = Path.Combine(_folder.Path, "source"), there = Path.Combine(_folder.Path, "there:1");
        await File.WriteAllTextAsync(source, "contents");
        await File.WriteAllTextAsync(config, $"Host ::1\n  HostName {fixture.Server.Address}\n  Port {fixture.Server.Port}\n  HostKeyAlias hosta\nInclude {fixture.Config}\n");

        Assert.Equal((0, "", ""), await OfAsync("copy", source, $"{Environment.UserName}@[::1]:{there}", "-F", config));
        Assert.Equal((0, "", ""), await OfAsync("copy", $"[::1]:{there}", Path.Combine(_folder.Path, "back"), "-F", config));

        Assert.Equal("contents", await File.ReadAllTextAsync(Path.Combine(_folder.Path, "back")));
    }

    [Theory]
    [InlineData("run", "nosuchhost.invalid", "--", "true")]
    [InlineData("copy", "nosuchhost.invalid:file", ".")]
    [InlineData("port", "--host", "nosuchhost.invalid")]
    [InlineData("cache", "list", "--host", "nosuchhost.invalid")]
    [InlineData("connect", "nosuchhost.invalid", "--tunnel", "80")]
    public async Task Commands_UnknownHost_SayWhy(params string[] arguments)
    {
        (int code, string output, string errors) = await OfAsync(arguments);

        Assert.Equal((255, ""), (code, output));
        Assert.Contains("nosuchhost.invalid", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run", "-x", "--", "true")]
    [InlineData("run", "hosta")]
    [InlineData("run", "hosta", "--env", "3", "--", "true")]
    [InlineData("copy", "here", "there")]
    [InlineData("copy", "hosta:here", "hosta:there")]
    [InlineData("copy", "hosta:here", "there", "--max-bytes", "-1")]
    [InlineData("copy", "hosta:here", "there", "--max-entries", "many")]
    [InlineData("cache", "clear", "--older-than", "-1")]
    [InlineData("port", "--range", "9-8")]
    [InlineData("port", "--count", "0")]
    [InlineData("hosts", "add", "a b")]
    [InlineData("hosts", "add", "maxi", "--port", "70000")]
    [InlineData("connect", "hosta", "--through", "hostb")]
    public async Task Commands_WrongArguments_AreRefused(params string[] arguments)
    {
        (int code, string output, string errors) = await OfAsync(arguments);

        Assert.Equal((2, ""), (code, output));
        Assert.StartsWith("pathos: ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Copy_ThereAndBack_IsTheSame()
    {
        string source = Path.Combine(_folder.Path, "source"), there = Path.Combine(_folder.Path, "there"), back = Path.Combine(_folder.Path, "back");
        Directory.CreateDirectory(source);
        await File.WriteAllTextAsync(Path.Combine(source, "file"), "contents");

        Assert.Equal((0, "", ""), await OfAsync("copy", source, $"hosta:{there}", "-F", fixture.Config));
        Assert.Equal((0, "", ""), await OfAsync("copy", $"hosta:{there}/file", back, "-F", fixture.Config));

        Assert.Equal("contents", await File.ReadAllTextAsync(back));
    }

    [Theory]
    [InlineData("--max-bytes", "7", nameof(CopyLimits.MaxBytes))]
    [InlineData("--max-entries", "1", nameof(CopyLimits.MaxEntries))]
    public async Task Copy_MoreThanAllowed_SaysWhichLimitAndLeavesNothing(string option, string value, string limit)
    {
        string source = Path.Combine(_folder.Path, "source"), back = Path.Combine(_folder.Path, "back");
        Directory.CreateDirectory(source);
        await File.WriteAllTextAsync(Path.Combine(source, "file"), "contents");

        (int code, _, string errors) = await OfAsync("copy", $"hosta:{source}", back, option, value, "-F", fixture.Config);

        Assert.Equal(1, code);
        Assert.Contains(limit, errors, StringComparison.Ordinal);
        Assert.Equal(["source"], Directory.GetFileSystemEntries(_folder.Path).Select(static path => Path.GetFileName(path)));
    }

    [Fact]
    public async Task Copy_SourceMissing_SaysWhich()
    {
        (int code, _, string errors) = await OfAsync("copy", "hosta:/no/such/file", _folder.Path, "-F", fixture.Config);

        Assert.Equal(1, code);
        Assert.Contains("hosta:/no/such/file", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("port", "--count", "3", "--range", "20000-29999", "--json")]
    [InlineData("port", "--count", "3", "--range", "20000-29999", "--json", "--host", "hosta")]
    public async Task Port_Json_IsAnArrayOfFreePorts(params string[] arguments)
    {
        (int code, string output, string errors) = await OfAsync([.. arguments, "-F", fixture.Config]);

        Assert.Equal((0, ""), (code, errors));
        int[] ports = JsonSerializer.Deserialize<int[]>(output)!;
        Assert.Equal(3, ports.Distinct().Count());
        Assert.All(ports, static port => Assert.InRange(port, 20_000, 29_999));
    }

    [Fact]
    public async Task Port_Plain_IsOneALine() =>
        Assert.All((await OfAsync("port", "--count", "2")).Output.TrimEnd().Split('\n'), static line => Assert.InRange(int.Parse(line, CultureInfo.InvariantCulture), 1, 65535));

    [Fact]
    public async Task Hosts_AddListRemove_KeepTheFile()
    {
        Assert.Contains(HostsPath, (await OfAsync("hosts")).Output, StringComparison.Ordinal);
        Assert.Equal((0, "", ""), await OfAsync("hosts", "add", "maxi", "--user", "alice", "--host-name", "maxi.example", "--port", "2222", "--workers", "8", "--env", "LEVEL=3", "--env", "QUALITY=4"));
        Assert.Equal((0, "maxi  alice@maxi.example:2222  8 workers  with LEVEL, QUALITY\n", ""), await OfAsync("hosts"));

        JsonElement host = Assert.Single(JsonDocument.Parse((await OfAsync("hosts", "list", "--json")).Output).RootElement.EnumerateArray());
        Assert.Equal("alice@maxi.example:2222", host.GetProperty("address").GetString());

        Assert.Equal((0, "", ""), await OfAsync("hosts", "remove", "maxi"));
        Assert.Equal(1, (await OfAsync("hosts", "remove", "maxi")).Code);
        Assert.Equal("[]\n", (await OfAsync("hosts", "--json")).Output);
    }

    [Fact]
    public async Task Hosts_BadFile_NamesTheLine()
    {
        await File.WriteAllTextAsync(HostsPath, "{ \"hosts\": {\n \"maxi\": { \"port\": \"ssh\" } } }");

        (int code, _, string errors) = await OfAsync("hosts");

        Assert.Equal(1, code);
        Assert.Contains("line 2", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_OthersMayRenameTemporaryFiles_IsRefusedWithTheCure()
    {
        string open = Directory.CreateDirectory(Path.Combine(_folder.Path, "open")).FullName;
        File.SetUnixFileMode(open, (UnixFileMode)0x1FF);

        await AssertRefusedAsync(open, $"others may rename what is in '{open}'");
    }

    // Each of them means something else to the client. Of a single percent sign the runtime itself dies.
    [Theory]
    [InlineData("co:lon")]
    [InlineData("back\\slash")]
    [InlineData("per%%cent")]
    [InlineData("${HOME}")]
    public async Task Connect_TemporaryFolderHasASignOfTheClients_IsRefusedWithTheCure(string name) =>
        await AssertRefusedAsync(Directory.CreateDirectory(Path.Combine(_folder.Path, name)).FullName, name);

    [Theory]
    [InlineData(UnixSignal.Interrupt)]
    [InlineData(UnixSignal.Kill)]
    public async Task Connect_UntilItIsEnded_PassesConnectionsAndLeavesNoClient(UnixSignal signal)
    {
        using var service = new TcpListener(IPAddress.Loopback, 0);
        service.Start();
        int port = ((IPEndPoint)service.LocalEndpoint).Port;
        using Process program = CliRun.Start(
            ["connect", "hosta", "--tunnel", port.ToString(CultureInfo.InvariantCulture), "--json", "-F", fixture.Config], ("PATHOS_HOSTS", HostsPath), ("TMPDIR", _folder.Path));
        JsonElement told = JsonDocument.Parse((await program.StandardOutput.ReadLineAsync().Soon())!).RootElement;
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, told.GetProperty("localPort").GetInt32()).Soon();
        using TcpClient served = await service.AcceptTcpClientAsync().Soon();
        Assert.Equal(("hosta", port), (told.GetProperty("host").GetString(), told.GetProperty("port").GetInt32()));

        await RemoteProcesses.KillAsync(null, program.Id, signal).Soon();

        // The far end of the connection closes when the SSH client has gone.
        Assert.Equal(0, await served.GetStream().ReadAsync(new byte[1]).AsTask().Soon());
        await NoneAsync("pathos-tunnel-*").Soon();
        Assert.Equal(signal == UnixSignal.Kill ? 128 + 9 : 0, (await CliRun.EndOfAsync(program)).Code);
    }

    [Fact]
    public async Task Connect_NoRoomForTemporaryFilesWhenTheConnectionBreaks_ComesUpAgainWhenThereIs()
    {
        using var service = new TcpListener(IPAddress.Loopback, 0);
        service.Start();
        string port = ((IPEndPoint)service.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        string temporary = Directory.CreateDirectory(Path.Combine(_folder.Path, "temporary")).FullName;
        using Process program = CliRun.Start(["connect", "hosta", "--tunnel", port, "--json", "-F", fixture.Config], ("PATHOS_HOSTS", HostsPath), ("TMPDIR", temporary));
        int local = JsonDocument.Parse((await program.StandardOutput.ReadLineAsync().Soon())!).RootElement.GetProperty("localPort").GetInt32();
        Directory.Delete(temporary, recursive: true);
        int shell = Assert.Single(await RemoteProcesses.ChildrenAsync(null, program.Id).Soon());
        int client = (await RemoteProcesses.ChildrenAsync(null, shell).Soon())[0];
        await RemoteProcesses.KillAsync(null, client, UnixSignal.Kill).Soon();

        // It is closed when the tunnel has not come up for as long as connecting may take.
        using (var refused = new TcpClient())
        {
            await refused.ConnectAsync(IPAddress.Loopback, local).Soon();
            Assert.Equal(0, await refused.GetStream().ReadAsync(new byte[1]).AsTask().Soon());
        }

        Directory.CreateDirectory(temporary);
        Task<TcpClient> served = service.AcceptTcpClientAsync();
        while (!served.IsCompleted)
        {
            using var caller = new TcpClient();
            await caller.ConnectAsync(IPAddress.Loopback, local).Soon();
            await Task.WhenAny(served, caller.GetStream().ReadAsync(new byte[1]).AsTask()).Soon();
        }

        (await served).Dispose();
        await RemoteProcesses.KillAsync(null, program.Id, UnixSignal.Interrupt).Soon();
        Assert.Equal(0, (await CliRun.EndOfAsync(program)).Code);
    }

    [Fact]
    public async Task Cache_ListAndClear_TellAndRemoveWhatTheHostKeeps()
    {
        string cache = Path.Combine(_folder.Path, "cache"), hash = new('a', 64);
        Directory.CreateDirectory(Path.Combine(cache, "code", hash));
        await File.WriteAllTextAsync(Path.Combine(cache, "code", hash, "My.dll"), "12345");
        Assert.Equal((0, "", ""), await OfAsync("hosts", "add", "maxi", "--host-name", "hosta"));

        JsonElement listed = Assert.Single(JsonDocument.Parse((await OfAsync("cache", "list", "--host", "maxi", "--cache", cache, "--json", "-F", fixture.Config)).Output).RootElement.EnumerateArray());
        Assert.Equal(("assembly", hash, "My.dll", 5), (listed.GetProperty("kind").GetString(), listed.GetProperty("hash").GetString(), listed.GetProperty("name").GetString(), listed.GetProperty("bytes").GetInt32()));
        Assert.False(listed.GetProperty("isInUse").GetBoolean());
        Assert.Equal((0, "Nothing was removed.\n", ""), await OfAsync("cache", "clear", "--host", "hosta", "--cache", cache, "--older-than", "1", "-F", fixture.Config));
        Assert.Contains("My.dll", (await OfAsync("cache", "clear", "--cache", cache)).Output, StringComparison.Ordinal);

        Assert.Equal((0, "No cache, or nothing in it that is meant.\n", ""), await OfAsync("cache", "list", "--cache", cache));
    }

    [Theory]
    [InlineData("run")]
    [InlineData("copy")]
    [InlineData("connect")]
    [InlineData("hosts")]
    [InlineData("cache")]
    [InlineData("port")]
    public async Task Help_OfACommand_HasExamplesAndExitCodes(string command)
    {
        (int code, string output, _) = await OfAsync(command, "--help");

        Assert.Equal(0, code);
        Assert.Contains($"pathos {command} ", output, StringComparison.Ordinal);
        Assert.Contains("Exit codes", output, StringComparison.Ordinal);
    }

    private async Task NoneAsync(string pattern)
    {
        using var bound = new CancellationTokenSource(TestTimeouts.Unexpected);
        while (Directory.GetFileSystemEntries(_folder.Path, pattern).Length > 0)
        {
            bound.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private Process Start(params string[] arguments) => CliRun.Start(arguments, ("PATHOS_HOSTS", HostsPath));

    private async Task AssertRefusedAsync(string temporary, string why)
    {
        (int code, _, string errors) = await CliRun.OfAsync(["connect", "hosta", "--tunnel", "80", "-F", fixture.Config], ("PATHOS_HOSTS", HostsPath), ("TMPDIR", temporary));

        Assert.Equal(1, code);
        Assert.StartsWith("pathos: ", errors, StringComparison.Ordinal);
        Assert.Contains(why, errors, StringComparison.Ordinal);
        Assert.Contains("TMPDIR", errors, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(temporary));
    }

    private Task<(int Code, string Output, string Errors)> OfAsync(params string[] arguments) => CliRun.OfAsync(arguments, ("PATHOS_HOSTS", HostsPath));

    public sealed class Fixture : IAsyncLifetime
    {
        private SshServers _servers = null!;

        public string Config => _servers.ConfigPath;

        public SshServer Server => _servers["hosta"];

        public async Task InitializeAsync() => _servers = await SshServers.StartAsync(1).Soon();

        public async Task DisposeAsync() => await _servers.DisposeAsync().Soon();
    }
}
