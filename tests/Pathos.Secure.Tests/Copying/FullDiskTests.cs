using System.Diagnostics;

namespace Pathos.Secure.Tests;

/// <summary>A disk that really is full, on either side. What a host's tar says then depends on the tar, and on where in a block the disk
/// ended.</summary>
public sealed class FullDiskTests : IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private SshServers _servers = null!;

    private string Disk => At("disk");

    private string Tools => At("tools");

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(Tools);
        Run("busybox", "--install", "-s", Tools);
        await File.WriteAllBytesAsync(At("source"), new byte[1 << 20]);
        _servers = await SshServers.StartAsync(2, host => new SshServerSetup
        {
            Environment = new Dictionary<string, string> { ["PATH"] = host == "hosta" ? "/usr/bin:/bin" : Tools },
        }).Soon();
    }

    public async Task DisposeAsync()
    {
        await _servers.DisposeAsync().Soon();
        _folder.Dispose();
    }

    // With the first two numbers GNU's tar writes a part of a block, with the third nothing of it.
    [AdministratorFact]
    public async Task UploadAsync_DiskOfTheHostIsFull_SaysSoAndLeavesNothing()
    {
        foreach (string host in (string[])["hosta", "hostb"])
        {
            foreach (int free in (int[])[64, 12, 0])
            {
                await OnDiskAsync(free, async () =>
                {
                    RemoteCopyException error = await Assert.ThrowsAsync<RemoteCopyException>(() =>
                        RemoteCopy.UploadAsync(At("source"), host, Path.Combine(Disk, "target"), new SshOptions { ConfigFile = _servers.ConfigPath })).Soon();

                    Assert.True(error.Reason == CopyFailureReason.DiskFull, $"{host} with {free} kB: {error.Message}");
                });
            }
        }
    }

    [AdministratorFact]
    public Task DownloadAsync_DiskHereIsFull_SaysSoAndLeavesNothing() => OnDiskAsync(64, async () =>
    {
        RemoteCopyException error = await Assert.ThrowsAsync<RemoteCopyException>(() =>
            RemoteCopy.DownloadAsync("hosta", At("source"), Path.Combine(Disk, "target"), new SshOptions { ConfigFile = _servers.ConfigPath })).Soon();

        Assert.Equal(CopyFailureReason.DiskFull, error.Reason);
    });

    /// <summary>Does something on a disk where so many thousand bytes are free, and looks whether it has left anything.</summary>
    private async Task OnDiskAsync(int free, Func<Task> copyAsync)
    {
        Directory.CreateDirectory(Disk);
        Run("mount", "-t", "tmpfs", "-o", "size=256k", "pathos-test", Disk);
        try
        {
            await File.WriteAllBytesAsync(Path.Combine(Disk, "before"), new byte[(256 - free) << 10]);

            await copyAsync();

            await Watched.UntilAsync(Disk, () => Directory.GetFileSystemEntries(Disk).Length == 1).Soon();
        }
        finally
        {
            Run("umount", Disk);
        }
    }

    private static void Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        Assert.True(process.WaitForExit(TestTimeouts.Unexpected));
        Assert.Equal(0, process.ExitCode);
    }

    private string At(string name) => Path.Combine(_folder.Path, name);
}
