using System.Diagnostics;

namespace Pathos.Remote.Tests;

/// <summary>What can be wrong with a host: each has an error of its own, which names the host and the cure.</summary>
public sealed class HostTroubleTests : IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private SshServers _servers = null!;

    public async Task InitializeAsync()
    {
        string tools = Directory.CreateDirectory(Path.Combine(_folder.Path, "tools")).FullName;
        Script(Path.Combine(tools, "uname"), "echo Linux riscv64");
        _servers = await SshServers.StartAsync(3, name => name switch
        {
            "hostb" => new SshServerSetup { ConfigLines = ["ForceCommand /bin/false"] },
            "hostc" => new SshServerSetup { Environment = new Dictionary<string, string> { ["PATH"] = $"{tools}:/usr/bin:/bin" } },
            _ => new SshServerSetup(),
        }).Soon();
    }

    public async Task DisposeAsync()
    {
        await _servers.DisposeAsync().Soon();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("ssh://no-such-host.invalid/1", "", "no-such-host.invalid", "has no address")]
    [InlineData("ssh://hosta/1", "PubkeyAuthentication=no", "hosta", "ssh-add")]
    [InlineData("ssh://hosta/1", "UserKnownHostsFile=/dev/null", "hosta", "known_hosts")]
    [InlineData("ssh://hosta/1", "Port=1", "hosta", "refuses the connection")]
    [InlineData("ssh://hosta/1", "ProxyJump=no-such-host.invalid", "hosta", "jump host")]
    [InlineData("ssh://hostb/1", "", "hostb", "POSIX shell")]
    [InlineData("ssh://hostc/1", "", "hostc", "riscv64")]
    public async Task Opening_HostCannotBeUsed_NamesItAndTheCure(string spec, string setting, string host, string cure)
    {
        PoolOpenException error = await FailsToOpen(spec, Options(setting));

        Assert.Contains(host, error.Message, StringComparison.Ordinal);
        Assert.Contains(cure, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Opening_HostKeyHasChanged_SaysThatSomebodyMayBeInBetween()
    {
        string key = Path.Combine(_folder.Path, "another-key");
        string known = Path.Combine(_folder.Path, "known_hosts");
        Run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key);
        await File.WriteAllTextAsync(known, $"hosta,[{_servers["hosta"].Address}]:{_servers["hosta"].Port} {await File.ReadAllTextAsync(key + ".pub")}");

        PoolOpenException error = await FailsToOpen("ssh://hosta/1", Options("UserKnownHostsFile=" + known));

        Assert.Contains("hosta", error.Message, StringComparison.Ordinal);
        Assert.Contains("ssh-keygen -R", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Opening_NoSshClientHere_SaysWhatToInstall()
    {
        PoolOpenException error = await FailsToOpen("ssh://hosta/1", Options() with { Ssh = new SshOptions { Program = "no-such-ssh" } });

        Assert.Contains("no-such-ssh", error.Message, StringComparison.Ordinal);
        Assert.Contains("Install OpenSSH", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Opening_RuntimeOfTheHostIsOlder_NamesItsVersion()
    {
        string old = Path.Combine(_folder.Path, "dotnet");
        Script(old, "echo 'Microsoft.NETCore.App 6.0.36 [/somewhere]'");

        PoolOpenException error = await FailsToOpen("ssh://hosta/1", Options() with { RemoteDotnetPath = old });

        Assert.Contains("6.0.36", error.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(RemotePoolOptions.ShipRuntime), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Opening_NoRuntimeOnTheHost_TheOneOfThisProcessIsSentWhenAllowed()
    {
        RemotePoolOptions options = Options() with { RemoteDotnetPath = "/nowhere/dotnet", ShipRuntime = true, CacheFolder = Path.Combine(_folder.Path, "cache"), OpenTimeout = TestTimeouts.Unexpected };
        await using Pool pool = Pool.Open(options, "ssh://hosta/1");

        string runtime = await pool.PipeAsync(static () => typeof(object).Assembly.Location).Soon();

        Assert.StartsWith(options.CacheFolder, runtime, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/proc/no-such-place")]
    [InlineData("/dev/full")]
    public async Task Opening_CacheCannotBeWritten_NamesTheFolderOption(string folder)
    {
        PoolOpenException error = await FailsToOpen("ssh://hosta/1", Options() with { CacheFolder = folder });

        Assert.Contains("hosta", error.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(RemotePoolOptions.CacheFolder), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Opening_DiskOfTheHostIsFull_SaysSoAndLeavesNothing()
    {
        string disk = Directory.CreateDirectory(Path.Combine(_folder.Path, "disk")).FullName;
        Run("mount", "-t", "tmpfs", "-o", "size=100k,mode=700", "pathos-test", disk);
        try
        {
            PoolOpenException error = await FailsToOpen("ssh://hosta/1", Options() with { CacheFolder = disk });

            Assert.Contains("room", error.Message, StringComparison.Ordinal);
            Assert.Empty(Directory.GetFiles(disk, "*", SearchOption.AllDirectories));
        }
        finally
        {
            Run("umount", disk);
        }
    }

    [Fact]
    public async Task Opening_FilesOfTheCacheAreDamaged_AreSentAgain()
    {
        RemotePoolOptions options = Options() with { CacheFolder = Path.Combine(_folder.Path, "cache") };
        await Serves(options);
        string damaged = Directory.GetFiles(options.CacheFolder!, "Pathos.Wire.dll", SearchOption.AllDirectories).Single();
        byte[] whole = await File.ReadAllBytesAsync(damaged);
        await File.WriteAllBytesAsync(damaged, [.. whole.AsSpan(0, whole.Length / 2)]);

        await Serves(options);

        Assert.Equal(whole, await File.ReadAllBytesAsync(damaged));
    }

    [Fact]
    public async Task Opening_ManyPoolsAtOnceOnAnEmptyCache_AllOpenAndOneCopyIsLeft()
    {
        RemotePoolOptions options = Options() with { CacheFolder = Path.Combine(_folder.Path, "cache"), OpenTimeout = TestTimeouts.Unexpected };

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Serves(options)));

        Assert.Single(Directory.GetDirectories(Path.Combine(options.CacheFolder!, "programs")));
        Assert.Single(Directory.GetFiles(options.CacheFolder!, "Pathos.Worker.dll", SearchOption.AllDirectories));

        // The code of these tests came over the connection, and once for all.
        Assert.Single(Directory.GetFiles(options.CacheFolder!, "Pathos.Remote.Tests.dll", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Opening_LoginPrintsThings_TheyArePassedOver()
    {
        await File.WriteAllTextAsync(Path.Combine(_servers["hosta"].Home, ".bashrc"), "echo Welcome to hosta; echo; head -c 5000 /dev/zero\n");

        await Serves(Options());
    }

    [Fact]
    public async Task RequireAllHosts_IsFalseAndOneIsMissing_TheOthersServe()
    {
        await using Pool pool = Pool.Open(Options() with { RequireAllHosts = false }, "ssh://hosta/1", "ssh://no-such-host.invalid/1");

        Assert.Equal("hosta", await pool.PipeAsync(static () => Environment.GetEnvironmentVariable("PATHOS_HOST")).Soon());
    }

    [Fact]
    public async Task Spec_WithoutANumber_TakesWhatTheHostOffers()
    {
        await using Pool pool = await Pool.OpenAsync(Options(), "ssh://hosta").Soon();

        Assert.Equal(Environment.ProcessorCount, (await pool.RunOnAllAsync(static () => Environment.ProcessId).Soon()).Distinct().Count());
    }

    private RemotePoolOptions Options(string setting = "") => new()
    {
        Ssh = new SshOptions { ConfigFile = _servers.ConfigPath, Arguments = setting.Length == 0 ? [] : ["-o", setting] },
        OpenTimeout = TimeSpan.FromSeconds(30),
    };

    private static async Task Serves(RemotePoolOptions options)
    {
        await using Pool pool = Pool.Open(options, "ssh://hosta/1");
        Assert.Equal(3, await pool.PipeAsync(static x => x + 1, 2).Soon());
    }

    private static async Task<PoolOpenException> FailsToOpen(string spec, RemotePoolOptions options)
    {
        await using Pool pool = Pool.Open(options, spec);
        return await Assert.ThrowsAsync<PoolOpenException>(() => pool.ReadyAsync().Soon());
    }

    private static void Script(string path, string body)
    {
        File.WriteAllText(path, $"#!/bin/sh\n{body}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
    }

    private static void Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        Assert.True(process.WaitForExit(TestTimeouts.Unexpected));
        Assert.Equal(0, process.ExitCode);
    }
}
