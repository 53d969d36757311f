using System.Globalization;

namespace Pathos.Secure.Tests;

/// <summary>What holds on every host, whatever shell users log in with there.</summary>
public sealed class LoginShellTests(LoginShellTests.Fixture fixture) : IClassFixture<LoginShellTests.Fixture>, IDisposable
{
    // What some shell or other takes for more than a character.
    private const string Name = "new\nline it's \"quoted\" back\\slash\\n $HOME `id` *?[a] ~ !! #; & | <é> È";

    private readonly TestFolder _folder = new();

    public static TheoryData<string> Shells => [.. LoginShellHosts.Shells];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task RunAsync_Command_IsRunByThatShell(string shell)
    {
        RemoteResult result = await RunAsync(shell, "echo $SHELL; echo $PATHOS_HOST; pwd; echo problem >/dev/stderr", Options()).Soon();

        Assert.Equal(($"{fixture.Program(shell)}\n{fixture[shell].Name}\n{fixture[shell].Home}\n", "problem\n", 0), (result.Output, result.Error, result.ExitCode));
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task RunAsync_ExitCodes_AreThoseOfTheCommand(string shell)
    {
        foreach (int code in (int[])[0, 1, 42, 126, 127, 255])
        {
            Assert.Equal(code, (await RunAsync(shell, $"exit {code}", Options()).Soon()).ExitCode);
        }

        Assert.NotEqual(0, (await RunAsync(shell, "no-such-program-anywhere", Options()).Soon()).ExitCode);
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task RunAsync_FolderVariablesAndInput_ArriveAsTheyAre(string shell)
    {
        string folder = Directory.CreateDirectory(Path.Combine(_folder.Path, Name)).FullName;
        RemoteShellOptions options = Options() with { WorkingDirectory = folder, Environment = new Dictionary<string, string?> { ["TEXT"] = Name, ["PATHOS_HOST"] = null }, InputText = Name };

        RemoteResult result = await RunAsync(shell, "cat; sh -c 'echo \"${PATHOS_HOST-none}\"; printf %s \"$TEXT\"; pwd'", options).Soon();

        Assert.Equal($"{Name}none\n{Name}{folder}\n", result.Output);
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task RunAsync_FolderMissing_DoesNotRunTheCommand(string shell)
    {
        RemoteResult result = await RunAsync(shell, "echo ran", Options() with { WorkingDirectory = "no such folder" }).Soon();

        Assert.Equal("", result.Output);
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("no such folder", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task RunAsync_Profile_IsReadInItsLanguageAndItsFolderDoesNotMatter(string shell)
    {
        string profile = Path.Combine(_folder.Path, Name);
        await File.WriteAllTextAsync(profile, $"{Set(shell, "FROM_PROFILE", "two  words")}\ncd /\n");

        RemoteResult result = await RunAsync(shell, "sh -c 'echo \"$FROM_PROFILE${PATHOS_PROFILE-}${PATHOS_FOLDER-}\"'; pwd", Options() with { Profile = profile, WorkingDirectory = _folder.Path }).Soon();

        Assert.Equal($"two  words\n{_folder.Path}\n", result.Output);
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task RunAsync_ProfileIsNotThere_IsPassedOver(string shell) =>
        Assert.Equal("ran\n", (await RunAsync(shell, "echo ran", Options() with { Profile = ".no-such-profile" }).Soon()).Output);

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task RunAsync_FilesOfTheShellGoElsewhere_PathsAreOfTheHomeFolder(string shell)
    {
        string home = fixture[shell].Home;
        string[] files = [.. new[] { ".bashrc", ".cshrc", ".zshenv", ".config/fish/config.fish" }.Select(file => Path.Combine(home, file))];
        Directory.CreateDirectory(Path.GetDirectoryName(files[^1])!);
        Array.ForEach(files, static file => File.WriteAllText(file, "cd /\n"));
        await File.WriteAllTextAsync(Path.Combine(home, "in home"), "found");
        try
        {
            Assert.Equal($"{home}\n", (await RunAsync(shell, "pwd", Options()).Soon()).Output);
            await RemoteCopy.DownloadAsync(fixture[shell].Name, "in home", Path.Combine(_folder.Path, "here"), fixture.Ssh).Soon();

            Assert.Equal("found", await File.ReadAllTextAsync(Path.Combine(_folder.Path, "here")));
        }
        finally
        {
            Array.ForEach(files, File.Delete);
        }
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task RunAsync_Cancelled_EndsTheCommand(string shell)
    {
        using var cancellation = new CancellationTokenSource();
        var id = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<RemoteResult> run = RemoteShell.RunAsync(fixture[shell].Name, "sh -c 'echo $$; exec sleep 1000'", Options() with { OnOutput = line => id.TrySetResult(line) }, cancellation.Token);
        string process = await id.Task.Soon();

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run).Soon();
        Assert.False(await RemoteEnd.IsAliveAsync(int.Parse(process, CultureInfo.InvariantCulture)));
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Copies_NamesWithSpecialCharacters_AreTheSameThereAndBack(string shell)
    {
        string host = fixture[shell].Name;
        string source = Directory.CreateDirectory(Path.Combine(_folder.Path, Name)).FullName;
        Directory.CreateDirectory(Path.Combine(source, Name));
        await File.WriteAllTextAsync(Path.Combine(source, Name, Name), "deep");
        string there = Directory.CreateDirectory(Path.Combine(_folder.Path, "there " + Name)).FullName;
        string back = Directory.CreateDirectory(Path.Combine(_folder.Path, "back")).FullName;

        await RemoteCopy.UploadAsync(source, host, there, fixture.Ssh).Soon();
        Assert.Equal("deep", await File.ReadAllTextAsync(Path.Combine(there, Name, Name, Name)));

        await RemoteCopy.DownloadAsync(host, Path.Combine(there, Name), back, fixture.Ssh).Soon();
        Assert.Equal("deep", await File.ReadAllTextAsync(Path.Combine(back, Name, Name, Name)));

        await RemoteCopy.DownloadAsync(host, Path.Combine(there, Name, Name, Name), back + "/file " + Name, fixture.Ssh).Soon();
        Assert.Equal("deep", await File.ReadAllTextAsync(back + "/file " + Name));
        Assert.Equal(2, Directory.GetFileSystemEntries(back).Length);
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Copies_SourceMissing_SaySo(string shell) => Assert.Equal(
        CopyFailureReason.SourceMissing,
        (await Assert.ThrowsAsync<RemoteCopyException>(() => RemoteCopy.DownloadAsync(fixture[shell].Name, Name, _folder.Path, fixture.Ssh)).Soon()).Reason);

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Cache_ListAndClear_WorkOrSayWhatIsMissing(string shell)
    {
        string thing = Path.Combine(_folder.Path, "cache " + Name, "code", new string('a', 64));
        Directory.CreateDirectory(thing);
        await File.WriteAllTextAsync(Path.Combine(thing, "My.dll"), "12345");
        var options = new RemoteCacheOptions { Ssh = fixture.Ssh, Folder = Path.Combine(_folder.Path, "cache " + Name) };

        CachedItem item = Assert.Single(await RemoteCache.ListAsync(fixture[shell].Name, options).Soon());

        Assert.Equal((CachedItemKind.Assembly, "My.dll", 5L), (item.Kind, item.Name, item.Bytes));
        if (item.IsInUse is null)
        {
            // This busybox has no flock.
            Assert.Contains("flock", (await Assert.ThrowsAsync<RemoteCacheException>(() => RemoteCache.ClearAsync(fixture[shell].Name, options)).Soon()).Message, StringComparison.Ordinal);
            return;
        }

        Assert.Single(await RemoteCache.ClearAsync(fixture[shell].Name, options).Soon());
        Assert.False(Directory.Exists(thing));
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task ProcessesAndPorts_OfTheHost_AreListed(string shell)
    {
        Assert.Contains(Environment.ProcessId, (await RemoteProcesses.FindAsync(fixture[shell].Name, ".", fixture.Ssh).Soon()).Select(static process => process.Id));
        Assert.Single(await Ports.PickFreeAsync(fixture[shell].Name, options: fixture.Ssh).Soon());
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task OpenAsync_Tunnel_IsUp(string shell)
    {
        await using SshTunnel tunnel = await SshTunnel.OpenAsync(fixture[shell].Name, fixture[shell].Port, options: new SshTunnelOptions { Ssh = fixture.Ssh }).Soon();

        Assert.True(tunnel.IsUp);
    }

    /// <summary>Sets a variable in the language of a shell, and passes it on.</summary>
    private static string Set(string shell, string name, string value) => shell switch
    {
        "csh" or "tcsh" => $"setenv {name} '{value}'",
        "fish" => $"set -gx {name} '{value}'",
        _ => $"export {name}='{value}'",
    };

    private RemoteShellOptions Options() => new() { Ssh = fixture.Ssh, ThrowOnFailure = false };

    private Task<RemoteResult> RunAsync(string shell, string command, RemoteShellOptions options) => RemoteShell.RunAsync(fixture[shell].Name, command, options);

    public sealed class Fixture : IAsyncLifetime
    {
        private LoginShellHosts _hosts = null!;

        public SshOptions Ssh => new() { ConfigFile = _hosts.Servers.ConfigPath };

        public SshServer this[string shell] => _hosts[shell];

        public string Program(string shell) => _hosts.ProgramOf(shell);

        public async Task InitializeAsync() => _hosts = await LoginShellHosts.StartAsync().Soon();

        public async Task DisposeAsync() => await _hosts.DisposeAsync().Soon();
    }
}
