using System.Globalization;

namespace Pathos.Distributed.Tests;

/// <summary>How worker processes are started, and what they leave behind.</summary>
public sealed class ProcessOptionTests
{
    [Fact]
    public async Task Environment_OfTheOptions_IsThatOfTheWorkers()
    {
        await using Pool pool = Pool.Processes(1, new ProcessPoolOptions
        {
            Environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["PATHOS_TEST_COLOUR"] = "green", ["HOME"] = null },
            WorkingDirectory = Path.GetTempPath(),
        });

        Assert.Equal("green", await pool.PipeAsync(static () => Environment.GetEnvironmentVariable("PATHOS_TEST_COLOUR")));
        Assert.Null(await pool.PipeAsync(static () => Environment.GetEnvironmentVariable("HOME")));
        Assert.Equal(Path.TrimEndingDirectorySeparator(Path.GetTempPath()), await pool.PipeAsync(static () => Environment.CurrentDirectory));
    }

    [Fact]
    public async Task ResultsMayHoldCode_OnThisMachine_FunctionsReturnFunctions()
    {
        await using Pool pool = Pool.Processes(1, new ProcessPoolOptions { ResultsMayHoldCode = true });
        int addend = 3;

        Func<int, int> add = await pool.PipeAsync<Func<int, int>>(() => x => x + addend);
        HashSet<string> set = await pool.PipeAsync(static () => new HashSet<string>(new IgnoringEnds()) { "word" });

        Assert.Equal(7, add(4));
        Assert.Contains("ward", set);
    }

    [Theory]
    [InlineData("ssh://hosta/1")]
    [InlineData("tcp://hosta/1")]
    public void ResultsMayHoldCode_OfAnotherMachine_IsRefused(string spec)
    {
        var options = new RemotePoolOptions { ResultsMayHoldCode = true };

        ArgumentException error = Assert.Throws<ArgumentException>(() => Pool.Open(options, "local/1", spec));

        Assert.Contains(spec, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Culture_OfTheOpener_IsThatOfTheTasks()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-CH");
        try
        {
            await using Pool pool = Pool.Processes(1);
            await pool.ReadyAsync();
            Assert.Equal("de-CH", await pool.PipeAsync(static () => CultureInfo.CurrentCulture.Name));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-2)]
    [InlineData(50 * 24 * 3600)]
    public void HeartbeatTimeout_NoTimeThatAWorkerCouldBeSilent_IsRefused(int seconds) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ProcessPoolOptions { HeartbeatTimeout = TimeSpan.FromSeconds(seconds) });

    [Fact]
    public async Task HeartbeatTimeout_Infinite_NoWorkerIsEndedForItsSilence()
    {
        using var folder = new TestFolder();
        FileGate gate = folder.Gate();
        await using Pool pool = Pool.Processes(1, new ProcessPoolOptions { HeartbeatTimeout = Timeout.InfiniteTimeSpan });
        int worker = await pool.PipeAsync(static () => Environment.ProcessId).Soon();

        Task<int> call = pool.PipeAsync(() =>
        {
            gate.Pass();
            return Environment.ProcessId;
        });
        await gate.EnteredAsync();
        await Task.Delay(TestTimeouts.Quiet);
        gate.Open();

        Assert.Equal(worker, await call.Soon());
    }

    [Fact]
    public async Task DotnetPath_IsNoFile_OpeningFailsAndNamesIt()
    {
        await using Pool pool = Pool.Processes(1, new ProcessPoolOptions { DotnetPath = "/nowhere/dotnet" });

        PoolOpenException error = await Assert.ThrowsAsync<PoolOpenException>(() => pool.ReadyAsync());

        Assert.Contains("/nowhere/dotnet", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DotnetPath_IsAProgramThatFails_OpeningFailsWithItsLastWords()
    {
        string folder = Directory.CreateTempSubdirectory("pathos-test-").FullName;
        try
        {
            string script = Path.Combine(folder, "dotnet");
            await File.WriteAllTextAsync(script, "#!/bin/sh\necho 'no runtime here' >&2\nexit 7\n");
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }

            await using Pool pool = Pool.Processes(1, new ProcessPoolOptions { DotnetPath = script, Output = static _ => { } });

            PoolOpenException error = await Assert.ThrowsAsync<PoolOpenException>(() => pool.ReadyAsync());

            Assert.Contains("no runtime here", error.Message, StringComparison.Ordinal);
            Assert.Contains("7", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Initializer_CannotTravel_OpeningFailsWithItsPath()
    {
        using var client = new HttpClient();
        await using Pool pool = Pool.Processes(1, new ProcessPoolOptions { Initializer = () => client.CancelPendingRequests() });

        await Assert.ThrowsAsync<NotShippableException>(() => pool.ReadyAsync());
    }

    [Fact]
    public async Task DisposeAsync_AfterWork_LeavesNeitherProcessNorFile()
    {
        Pool pool = Pool.Processes(2);
        int[] processes = await pool.RunOnAllAsync(static () => Environment.ProcessId);
        string folder = await pool.PipeAsync(static () => RuntimeFolder());

        await pool.DisposeAsync();

        Assert.All(processes, static id => Assert.False(Directory.Exists($"/proc/{id.ToString(CultureInfo.InvariantCulture)}")));
        Assert.True(folder.Length > 0);
        Assert.False(Directory.Exists(folder));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    [InlineData(60)]
    [InlineData(120)]
    public async Task Terminate_WhileWorkersStart_CallsEndAsClosedAndNothingIsLeft(int milliseconds)
    {
        Pool pool = Pool.Processes(2);
        Task<int[]> call = pool.MapAsync(static x => x, Enumerable.Repeat(1, 100_000).Select(static x => x));
        await Task.WhenAny(call, Task.Delay(milliseconds));

        pool.Terminate();
        Exception? error = await Record.ExceptionAsync(() => call).WaitAsync(TimeSpan.FromSeconds(30));
        await pool.DisposeAsync();

        Assert.True(error is null or PoolClosedException, error?.ToString());
    }

    [Fact]
    public async Task ValueSerializer_OfTheOptions_CarriesTheTypesThatItClaims()
    {
        await using Pool pool = Pool.Processes(1, new ProcessPoolOptions { ValueSerializer = new TemperatureSerializer() });

        Temperature warmer = await pool.PipeAsync(static t => new Temperature(t.Degrees + 1), new Temperature(20));

        // The serialiser writes whole degrees only: what it drops is the proof that it was asked.
        Assert.Equal(21, warmer.Degrees);
        Assert.Equal(21, (await pool.PipeAsync(static t => new Temperature(t.Degrees + 1), new Temperature(20.7))).Degrees);
    }

    [Fact]
    public async Task Secret_OfAWorker_StandsNeitherInItsArgumentsNorInItsEnvironment()
    {
        await using Pool pool = Pool.Processes(1);
        int id = await pool.PipeAsync(static () => Environment.ProcessId);

        string arguments = await File.ReadAllTextAsync($"/proc/{id.ToString(CultureInfo.InvariantCulture)}/cmdline");
        string environment = await File.ReadAllTextAsync($"/proc/{id.ToString(CultureInfo.InvariantCulture)}/environ");

        // A token is 64 hexadecimal digits.
        Assert.DoesNotMatch("[0-9a-f]{64}", arguments);
        Assert.DoesNotMatch("[0-9a-f]{64}", environment);
    }

    private static string RuntimeFolder()
    {
        // The arguments of the runtime itself are not given to its program; the system knows them all.
        string[] all = File.ReadAllText("/proc/self/cmdline").Split('\0');
        return Path.GetDirectoryName(all[Array.IndexOf(all, "--runtimeconfig") + 1])!;
    }

    public sealed class Temperature(double degrees)
    {
        public double Degrees { get; } = degrees;
    }

    private sealed class TemperatureSerializer : IValueSerializer
    {
        public bool CanSerialize(Type type) => type == typeof(Temperature);

        public void Serialize(System.Buffers.IBufferWriter<byte> output, object value, Type type)
        {
            output.GetSpan(1)[0] = (byte)((Temperature)value).Degrees;
            output.Advance(1);
        }

        public object? Deserialize(ReadOnlyMemory<byte> data, Type type) => new Temperature(data.Span[0]);
    }

    private sealed class IgnoringEnds : IEqualityComparer<string>
    {
        public bool Equals(string? x, string? y) => x?[0] == y?[0];

        public int GetHashCode(string obj) => obj[0];
    }
}
