namespace Pathos.Remote.Tests;

/// <summary>Specs that call hosts by names of the user's own.</summary>
[Collection(SshHosts.Collection)]
public sealed class RegisteredHostTests(SshHosts hosts) : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Spec_NameOfTheRegistry_AddressPortAndWorkersComeFromThere()
    {
        await using Pool pool = await Pool.OpenAsync(Options(Cluster with { Workers = 3 }), "ssh://cluster1").Soon();

        string[] places = await pool.RunOnAllAsync(static () => Environment.GetEnvironmentVariable("PATHOS_HOST")!).Soon();

        Assert.Equal(["hosta", "hosta", "hosta"], places);
    }

    [Fact]
    public async Task Spec_NameOfTheRegistry_UserComesFromThere()
    {
        PoolOpenException error = await FailsToOpen("ssh://cluster1/1", Cluster with { User = "nobody-of-that-name" });

        Assert.Contains("nobody-of-that-name@", error.Message, StringComparison.Ordinal);
        Assert.Contains("does not let the user in", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Spec_SaysUserPortAndWorkers_WinsOverTheRegistry()
    {
        RemotePoolOptions options = Options(Cluster with { User = "nobody-of-that-name", Port = 1, Workers = 5 });
        await using Pool pool = await Pool.OpenAsync(options, $"ssh://{Environment.UserName}@cluster1:{hosts.Servers["hosta"].Port}/1").Soon();

        Assert.Equal(["hosta"], await pool.RunOnAllAsync(static () => Environment.GetEnvironmentVariable("PATHOS_HOST")!).Soon());
    }

    [Fact]
    public async Task Spec_NameThatIsNotInTheRegistry_IsWhatTheSshClientKnows()
    {
        await using Pool pool = Pool.Open(Options(Cluster), "ssh://hostb/1");

        Assert.Equal("hostb", await pool.PipeAsync(static () => Environment.GetEnvironmentVariable("PATHOS_HOST")!).Soon());
    }

    [Fact]
    public async Task Workers_OfARegisteredHost_HaveItsVariablesAndThoseOfItsProfile()
    {
        string profile = Path.Combine(_folder.Path, "pro file");
        await File.WriteAllTextAsync(profile, "echo Welcome; cat; export FROM_PROFILE='two\nlines' LEVEL=profile; unexported=1\n");
        RegisteredHost host = Cluster with
        {
            Profile = profile,
            Environment = new Dictionary<string, string> { ["LEVEL"] = "it's $HOME", ["QUALITY"] = "registry" },
        };
        RemotePoolOptions options = Options(host) with { Environment = new Dictionary<string, string?> { ["QUALITY"] = "program" } };
        await using Pool pool = Pool.Open(options, "ssh://cluster1/1");

        string[] seen = await pool.MapAsync(static name => Environment.GetEnvironmentVariable(name)!, ["FROM_PROFILE", "LEVEL", "QUALITY"]).Soon();

        Assert.Equal(["two\nlines", "it's $HOME", "program"], seen);
    }

    [Fact]
    public async Task Profile_EndsItsShell_IsAnErrorThatSaysSo()
    {
        string profile = Path.Combine(_folder.Path, "profile");
        await File.WriteAllTextAsync(profile, "exit 3\n");

        PoolOpenException error = await FailsToOpen("ssh://cluster1/1", Cluster with { Profile = profile });

        Assert.Contains("profile", error.Message, StringComparison.Ordinal);
    }

    private RegisteredHost Cluster => new("cluster1") { HostName = hosts.Servers["hosta"].Address.ToString(), Port = hosts.Servers["hosta"].Port };

    private RemotePoolOptions Options(RegisteredHost host)
    {
        HostRegistry registry = HostRegistry.Load(Path.Combine(_folder.Path, "hosts.json"));
        registry.Add(host);
        return hosts.Options() with { Hosts = registry };
    }

    private async Task<PoolOpenException> FailsToOpen(string spec, RegisteredHost host)
    {
        await using Pool pool = Pool.Open(Options(host), spec);
        return await Assert.ThrowsAsync<PoolOpenException>(() => pool.ReadyAsync().Soon());
    }
}
