namespace Pathos.Stress.Tests;

/// <summary>Workers that cannot be started, on a system that really lacks what they need: one clear error, at once, and nothing left behind.</summary>
public sealed class BadStartTests : IDisposable
{
    private const string Nobody = "54321";

    private readonly ParentProgram _program = new();

    public void Dispose() => _program.Dispose();

    [Fact]
    public async Task Opening_NothingIsLacking_Opens()
    {
        // What the other facts change is all that is wrong in them.
        string said = await _program.RunAsync([], ["open", "nothing"]);

        AssertSays(said, "opened");
        AssertNothingIsLeft(said);
    }

    [Fact]
    public async Task Opening_NoDotnetIsFound_SaysWhereItLooked()
    {
        string dotnet = _program.CopyRuntime();
        var nowhere = new Dictionary<string, string?>(StringComparer.Ordinal) { ["DOTNET_ROOT"] = null, ["DOTNET_HOST_PATH"] = null, ["HOME"] = "/nowhere" };

        // In a view of the file systems where no installer has been.
        const string Hide = """
            for place in /etc/dotnet /usr/share/dotnet /usr/lib/dotnet /usr/lib64/dotnet /usr/local/share/dotnet /usr/local/lib/dotnet /opt/dotnet /snap/dotnet-sdk /var/snap/dotnet; do
                [ ! -d "$place" ] || mount -t tmpfs none "$place"
            done
            PATH=/nowhere exec "$@"
            """;
        string said = await _program.RunAsync(["unshare", "--mount", "sh", "-c", Hide, "sh"], ["open", "dotnet"], nowhere, dotnet);

        AssertRefused(said, "'dotnet'", "DOTNET_ROOT", "DotnetPath");
    }

    [Fact]
    public async Task Opening_WorkerFolderIsMissing_NamesIt()
    {
        Directory.Delete(_program.WorkerFolder, recursive: true);

        string said = await _program.RunAsync([], ["open", "nothing"]);

        AssertRefused(said, "pathos-worker");
    }

    [Fact]
    public async Task Opening_DiskIsFull_NamesTheFolderAndTheCure()
    {
        // A tiny file system of its own, in a view of the file systems that ends with the program.
        string[] wrapper =
        [
            "unshare", "--mount", "sh", "-c", $"mount -t tmpfs -o size=16k none {_program.Temporary} && head -c 1M /dev/zero > {_program.Temporary}/fill 2>/dev/null; exec \"$@\"", "sh",
        ];

        string said = await _program.RunAsync(wrapper, ["open", "nothing"]);

        AssertRefused(said, _program.Temporary, "No space left", "TMPDIR");
    }

    [Fact]
    public async Task Opening_NoDescriptorsAreLeft_SaysSo()
    {
        string said = await _program.RunAsync([], ["open", "descriptors"]);

        AssertRefused(said, "Too many open files", "limits");
    }

    [Fact]
    public async Task Opening_NoMoreProcessesAllowed_SaysSo()
    {
        // Root may always have one more.
        string said = await _program.RunAsync(["setpriv", $"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups"], ["open", "processes"]);

        AssertRefused(said, "limits");
    }

    [Theory]
    [InlineData(7)]
    [InlineData(11)]
    [InlineData(13)]
    [InlineData(14)]
    [InlineData(16)]
    [InlineData(24)]
    [InlineData(40)]
    public async Task Opening_SomeProcessesAndThreadsAllowed_OpensOrSaysSo(int spare)
    {
        // What the workers lack, and what this program, is a race: whichever it is, the program gets a pool's error and lives.
        string said = await _program.RunAsync(["setpriv", $"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups"], ["open", "processes", spare.ToString(System.Globalization.CultureInfo.InvariantCulture)]);

        Assert.True(said.Contains("\nopened\n", StringComparison.Ordinal) || (said.Contains("PoolOpenException: ", StringComparison.Ordinal) && said.Contains("limits", StringComparison.Ordinal)), said);
        AssertNothingIsLeft(said);
    }

    [Fact]
    public async Task Opening_TemporaryFolderShowsNobodyWhatIsInIt_OpensAndIsDisposed()
    {
        File.SetUnixFileMode(
            _program.Temporary,
            UnixFileMode.StickyBit | UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
                | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute);

        string said = await _program.RunAsync(["setpriv", $"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups"], ["open", "nothing"]);

        AssertSays(said, "opened\nleft: files unknown, processes 0\n", "exit 0");
    }

    [Fact]
    public async Task Running_NoMoreThreadsAllowed_WhatNeedsNoneGoesOnAndTheRestSaysSo()
    {
        // The runtime itself starts a thread to compile better what has run often, and gives up where it cannot.
        var untiered = new Dictionary<string, string?>(StringComparer.Ordinal) { ["DOTNET_TieredCompilation"] = "0" };

        string said = await _program.RunAsync(["setpriv", $"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups"], ["threads"], untiered);

        AssertSays(said, "a line\n", "a result\n", "TimeoutException\nPoolOpenException\n", "disposed\n", "exit 0");
    }

    [Fact]
    public async Task LastWorkerIsKilled_DotnetHasVanished_CallsFailWithTheReason()
    {
        using var folder = new TestFolder();
        string dotnet = Path.Combine(folder.Path, "dotnet");
        File.CreateSymbolicLink(dotnet, ParentProgram.Dotnet);
        await using Pool pool = Pool.Processes(1, new ProcessPoolOptions { DotnetPath = dotnet });
        Assert.Equal(4, await pool.PipeAsync(static () => 4).Soon());
        FileGate gate = folder.Gate();
        Task<int[]> call = pool.MapAsync(
            x =>
            {
                gate.Pass();
                Environment.Exit(1);
                return x;
            },
            Enumerable.Range(0, 20));
        await gate.EnteredAsync();

        File.Delete(dotnet);
        gate.Open();

        PoolOpenException running = await Assert.ThrowsAsync<PoolOpenException>(() => call.Soon());
        PoolOpenException later = await Assert.ThrowsAsync<PoolOpenException>(() => pool.PipeAsync(static () => 4).Soon());
        Assert.All([running, later], error => Assert.Contains(dotnet, error.Message, StringComparison.Ordinal));
    }

    private static void AssertRefused(string said, params string[] words)
    {
        AssertSays(said, ["PoolOpenException: ", .. words]);
        AssertNothingIsLeft(said);
    }

    private static void AssertNothingIsLeft(string said) => AssertSays(said, "left: files 0, processes 0", "exit 0");

    // The whole of it is what helps when something else was said.
    private static void AssertSays(string said, params string[] words) =>
        Assert.All(words, word => Assert.True(said.Contains(word, StringComparison.Ordinal), $"Not '{word}' but: {said}"));
}
