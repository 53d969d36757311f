namespace Pathos.Secure.Tests;

public sealed class HostRegistryTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private string HostsPath => Path.Combine(_folder.Path, "new", "hosts.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Save_ThenLoad_GivesTheSameHosts()
    {
        RegisteredHost[] hosts =
        [
            new("gate"),
            new("maxi") { User = "alice", HostName = "maxi.example", Port = 10022, Profile = ".bash_profile", Workers = 8 },
        ];
        HostRegistry registry = HostRegistry.Load(HostsPath);
        Assert.Empty(registry.Hosts);
        Array.ForEach(hosts, registry.Add);
        registry.Save();

        HostRegistry loaded = HostRegistry.Load(HostsPath);

        Assert.Equal(hosts, loaded.Hosts);
        Assert.True(loaded.TryFind("maxi", out RegisteredHost? maxi));
        Assert.Equal(("alice@maxi.example:10022", "ssh://alice@maxi.example:10022/8"), (maxi.Address, maxi.Spec));
        Assert.Single(Directory.GetFileSystemEntries(Path.GetDirectoryName(HostsPath)!));
    }

    [Fact]
    public void Save_HostWithVariables_KeepsThem()
    {
        HostRegistry registry = HostRegistry.Load(HostsPath);
        registry.Add(new RegisteredHost("maxi") { Environment = new Dictionary<string, string> { ["LEVEL"] = "a \"b\"", ["EMPTY"] = "" } });
        registry.Save();

        Assert.Equal(new Dictionary<string, string> { ["LEVEL"] = "a \"b\"", ["EMPTY"] = "" }, Assert.Single(HostRegistry.Load(HostsPath).Hosts).Environment);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Save_FileThatIsThereOrNot_IsForItsUserOnly(bool isThere)
    {
        HostRegistry registry = HostRegistry.Load(HostsPath);
        registry.Add(new RegisteredHost("maxi"));
        if (isThere)
        {
            registry.Save();
            File.SetUnixFileMode(HostsPath, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
            registry = HostRegistry.Load(HostsPath);
        }

        registry.Save();

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(HostsPath));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            File.GetUnixFileMode(Path.GetDirectoryName(HostsPath)!));
    }

    [Theory]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void Load_FileThatOthersMayWrite_IsRefusedWithTheCure(UnixFileMode others)
    {
        HostRegistry.Load(HostsPath).Save();
        File.SetUnixFileMode(HostsPath, UnixFileMode.UserRead | UnixFileMode.UserWrite | others);

        HostRegistryException error = Assert.Throws<HostRegistryException>(() => HostRegistry.Load(HostsPath));

        Assert.Contains($"chmod go-w '{HostsPath}'", error.Message, StringComparison.Ordinal);
    }

    [AdministratorFact]
    public void Load_FileOfAnotherUser_IsRefused()
    {
        HostRegistry.Load(HostsPath).Save();
        OtherUser.Give(HostsPath);

        Assert.Contains("another user", Assert.Throws<HostRegistryException>(() => HostRegistry.Load(HostsPath)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("maxi", "alice@maxi.example:10022")]
    [InlineData("bob@maxi", "bob@maxi.example:10022")]
    [InlineData("bob@maxi:22", "bob@maxi.example:22")]
    [InlineData("mini", null)]
    public void Resolve_Host_UserAndPortThatAreSaidWin(string host, string? address)
    {
        HostRegistry registry = HostRegistry.Load(HostsPath);
        registry.Add(new RegisteredHost("maxi") { User = "alice", HostName = "maxi.example", Port = 10022 });

        Assert.Equal(address, registry.Resolve(host)?.Address);
    }

    [Fact]
    public void Remove_Host_IsGoneAfterSaving()
    {
        HostRegistry registry = HostRegistry.Load(HostsPath);
        registry.Add(new RegisteredHost("maxi"));
        registry.Save();

        Assert.True(registry.Remove("maxi"));
        Assert.False(registry.Remove("maxi"));
        registry.Save();

        Assert.False(HostRegistry.Load(HostsPath).TryFind("maxi", out _));
    }

    [Fact]
    public void Load_WrittenByPeople_IsRead()
    {
        Write("""
            // Ours.
            {
                "version": 2,
                "hosts": {
                    "maxi": { "port": 22, "colour": ["green"], "user": null, },
                },
            }
            """);

        Assert.Equal([new RegisteredHost("maxi") { Port = 22 }], HostRegistry.Load(HostsPath).Hosts);
    }

    [Theory]
    [InlineData(3, "{\n \"hosts\": {\n  \"maxi\": { \"port\": \"22\" }\n } }", "\"port\" of the host 'maxi'")]
    [InlineData(2, "{ \"hosts\": {\n \"maxi\": { \"port\": 70000 } } }", "65535")]
    [InlineData(4, "{ \"hosts\": {\n\n\"gate\": {},\n \"maxi\": { \"hostName\": \"a b\" } } }", "host name")]
    [InlineData(2, "{ \"hosts\": {\n \"-x\": {} } }", "'-x'")]
    [InlineData(3, "{ \"hosts\": {\n \"maxi\": {},\n \"maxi\": {} } }", "twice")]
    [InlineData(2, "{ \"hosts\": {\n \"maxi\": { \"workers\": -1 } } }", "-1")]
    [InlineData(2, "{ \"hosts\":\n [] }", "\"hosts\" holds")]
    [InlineData(2, "{ \"hosts\": {\n \"maxi\": { \"environment\": [] } } }", "the environment of the host 'maxi'")]
    [InlineData(2, "{ \"hosts\": {\n \"maxi\": { \"environment\": { \"A\": 3 } } } }", "\"A\" of the host 'maxi'")]
    [InlineData(2, "{ \"hosts\": {\n \"maxi\": { \"environment\": { \"A B\": \"3\" } } } }", "environment of maxi")]
    [InlineData(2, "{ \"hosts\": {\n \"maxi\": { \"port\" 22 } } }", "':'")]
    [InlineData(1, "[]", "a file of hosts is")]
    [InlineData(1, "", "")]
    public void Load_BadFile_NamesTheLine(int line, string text, string problem)
    {
        Write(text);

        HostRegistryException error = Assert.Throws<HostRegistryException>(() => HostRegistry.Load(HostsPath));

        Assert.Equal((HostsPath, line), (error.Path, error.Line));
        Assert.Contains($"{HostsPath}, line {line}: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_Folder_SaysSo() => Assert.Equal(_folder.Path, Assert.Throws<HostRegistryException>(() => HostRegistry.Load(_folder.Path)).Path);

    [Fact]
    public void Save_FileCannotBeReplaced_LeavesNothing()
    {
        HostRegistry registry = HostRegistry.Load(HostsPath);
        Directory.CreateDirectory(Path.Combine(HostsPath, "occupied"));

        Assert.Throws<HostRegistryException>(registry.Save);

        Assert.Equal([HostsPath], Directory.GetFileSystemEntries(Path.GetDirectoryName(HostsPath)!));
    }

    [Fact]
    public void Add_BadHost_IsRefused()
    {
        HostRegistry registry = HostRegistry.Load(HostsPath);

        Assert.Throws<HostSpecException>(() => registry.Add(new RegisteredHost("maxi") { User = "alice smith" }));
        Assert.Throws<ArgumentException>(static () => new RegisteredHost("a b"));
        Assert.Empty(registry.Hosts);
    }

    private void Write(string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(HostsPath)!);
        File.WriteAllText(HostsPath, text);
    }
}
