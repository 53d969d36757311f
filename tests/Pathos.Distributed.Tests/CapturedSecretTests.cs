using System.Net;

namespace Pathos.Distributed.Tests;

/// <summary>Secrets stay where they are, whatever a function captures.</summary>
public sealed class CapturedSecretTests : IAsyncLifetime
{
    private const string Secret = "a secret that no task may learn";

    private static readonly PoolCredentials s_credentials = PoolCredentials.FromSecret(Secret);

    private readonly Pool _pool = Pool.Processes(1);

    public Task InitializeAsync() => _pool.ReadyAsync();

    public async Task DisposeAsync() => await _pool.DisposeAsync();

    [Fact]
    public async Task Credentials_Captured_AreRefusedWithTheCure()
    {
        PoolCredentials credentials = s_credentials;

        NotShippableException error = await Assert.ThrowsAsync<NotShippableException>(() =>
            _pool.PipeAsync(() => credentials.ToString()).Soon());

        Assert.Contains("credentials", error.Message, StringComparison.Ordinal);
        Assert.Contains("PoolCredentials.Find", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Credentials_InOptionsThatAreCaptured_AreRefused()
    {
        var options = new RemotePoolOptions { Credentials = s_credentials };

        NotShippableException error = await Assert.ThrowsAsync<NotShippableException>(() => _pool.PipeAsync(() => options.Name).Soon());

        Assert.Contains("Credentials", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NetworkCredential_Captured_IsRefused()
    {
        var credential = new NetworkCredential("alice", Secret);

        await Assert.ThrowsAsync<NotShippableException>(() => _pool.PipeAsync(() => credential.UserName).Soon());
    }

    [Fact]
    public async Task CapturedPool_WithCredentials_ComesWithoutThem()
    {
        await using Pool remote = Pool.Connect("tcp://127.0.0.1:1", s_credentials, new PoolOptions { LazyStart = true });

        Assert.True(await _pool.PipeAsync(() => ((RemotePoolOptions)remote.Options).Credentials is null).Soon());
    }

    [Fact]
    public async Task CapturedPool_WithCredentialsThatMayGoAlong_BringsThem()
    {
        await using Pool remote = Pool.Open(new RemotePoolOptions { LazyStart = true, Credentials = s_credentials,
            CaptureCredentials = true }, "tcp://127.0.0.1:1");

        Assert.True(await _pool.PipeAsync(() => ((RemotePoolOptions)remote.Options).Credentials is not null).Soon());
    }

    [Fact]
    public async Task CapturedPool_WorkerHasNoSecretOfItsOwn_SaysHowToBringOne()
    {
        await using Pool bare = Pool.Processes(1, new ProcessPoolOptions { Environment = new Dictionary<string,
            string?> { ["HOME"] = "/nonexistent", ["XDG_CONFIG_HOME"] = null } });
        await using Pool remote = Pool.Connect("tcp://127.0.0.1:1", s_credentials, new PoolOptions { LazyStart = true });

        Exception error = await Assert.ThrowsAnyAsync<Exception>(() => bare.PipeAsync(() => remote.Pipe(static () => 1)).Soon());

        Assert.Contains(nameof(RemotePoolOptions.CaptureCredentials), error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Variable_WithASecret_IsNotInheritedByWorkersUnlessTheOptionsSaySo()
    {
        string name = PoolCredentials.Variable;
        Environment.SetEnvironmentVariable(name, Secret);
        try
        {
            await using Pool usual = Pool.Processes(1);
            await using Pool told = Pool.Processes(1,
                new ProcessPoolOptions { Environment = new Dictionary<string, string?> { [name] = Secret } });

            Assert.Null(await usual.PipeAsync(() => Environment.GetEnvironmentVariable(name)).Soon());
            Assert.Equal(Secret, await told.PipeAsync(() => Environment.GetEnvironmentVariable(name)).Soon());
        }
        finally
        {
            Environment.SetEnvironmentVariable(name, null);
        }
    }
}
