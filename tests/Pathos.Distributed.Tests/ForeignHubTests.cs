using System.Diagnostics;

namespace Pathos.Distributed.Tests;

/// <summary>What stands where a worker's hub should be, and what TMPDIR lets others do.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class ForeignHubTests : IDisposable
{
    // The folder is everybody's, as that of somebody who has put his own in the place of the pool's.
    private const UnixFileMode Everybodys = (UnixFileMode)0x1FF;

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [AdministratorFact]
    public async Task Worker_AnotherUserListens_SaysNothingToHim()
    {
        File.SetUnixFileMode(_folder.Path, Everybodys);
        string address = Path.Combine(_folder.Path, "hub.sock");
        using Process impostor = Start(
            "setpriv",
            [$"--reuid={OtherUser.Number}", $"--regid={OtherUser.Number}", "--clear-groups", "perl", "-MIO::Socket::UNIX", "-e", """
                $| = 1;
                $door = IO::Socket::UNIX->new(Local => $ARGV[0], Listen => 1) or die;
                print "listening\n";
                $caller = $door->accept();
                $heard = sysread($caller, $word, 1000);
                print "heard $heard\n";
                """, address]);
        try
        {
            Assert.Equal("listening", await impostor.StandardOutput.ReadLineAsync().Soon());

            using Process worker = StartWorker();
            await worker.StandardInput.WriteLineAsync(address);
            await worker.StandardInput.WriteLineAsync(new string('a', 64));
            worker.StandardInput.Close();
            string errors = await worker.StandardError.ReadToEndAsync().Soon();
            await worker.WaitForExitAsync().Soon();

            Assert.Equal("heard 0", await impostor.StandardOutput.ReadLineAsync().Soon());
            Assert.Contains($"another user (number {OtherUser.Number})", errors, StringComparison.Ordinal);
            Assert.Equal(64, worker.ExitCode);
        }
        finally
        {
            impostor.Kill();
        }
    }

    [Fact]
    public async Task Open_OthersMayRenameInTheTemporaryFolder_FailsWithTheCure()
    {
        File.SetUnixFileMode(_folder.Path, Everybodys);

        (int code, string said) = await OpenAsync();

        Assert.True(code != 0, said);
        Assert.Contains($"others may rename what is in '{_folder.Path}'", said, StringComparison.Ordinal);
        Assert.Contains("TMPDIR", said, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path, "pathos-*"));
    }

    [Fact]
    public async Task Open_TemporaryFolderOfEverybodyWithStickyBit_Opens()
    {
        File.SetUnixFileMode(_folder.Path, Everybodys | UnixFileMode.StickyBit);

        (int code, string said) = await OpenAsync();

        Assert.True(code == 0, said);
    }

    private static Process StartWorker()
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "pathos-worker");
        return Start(Environment.ProcessPath!, ["exec", "--runtimeconfig", Path.Combine(AppContext.BaseDirectory,
            "Pathos.Distributed.Parent.runtimeconfig.json"), Path.Combine(folder, "Pathos.Worker.dll")]);
    }

    private static Process Start(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true,
            RedirectStandardError = true, UseShellExecute = false };
        return Process.Start(start)!;
    }

    /// <summary>Opens a pool in a program whose temporary folder is the test's.</summary>
    private async Task<(int Code, string Said)> OpenAsync()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!,
            ["exec", Path.Combine(AppContext.BaseDirectory, "Pathos.Distributed.Parent.dll"), "print"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["TMPDIR"] = _folder.Path;
        using Process process = Process.Start(start)!;
        string[] said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync()).Soon();
        await process.WaitForExitAsync().Soon();
        return (process.ExitCode, string.Concat(said));
    }
}
