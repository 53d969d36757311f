using System.Text;

namespace Pathos.Secure.Tests;

[Collection(SshFixture.Collection)]
public sealed class RemoteShellTests(SshFixture fixture)
{
    private RemoteShellOptions Options => new() { Ssh = fixture.Options };

    [Fact]
    public async Task RunAsync_Command_GivesBothOutputs()
    {
        RemoteResult result = await RemoteShell.RunAsync("hostb", "echo $PATHOS_HOST; echo \"it's\" >&2", Options).Soon();

        Assert.Equal(new RemoteResult("hostb\n", "it's\n", 0, IsTruncated: false), result);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(42)]
    [InlineData(255)]
    public async Task RunAsync_CommandFails_TellsHostCodeAndError(int code)
    {
        RemoteCommandException error = await Assert.ThrowsAsync<RemoteCommandException>(() => RemoteShell.RunAsync("hosta", $"echo out; echo 'no such thing' >&2; exit {code}", Options)).Soon();

        Assert.Equal(("hosta", code, "no such thing\n", "out\n"), (error.Host, error.ExitCode, error.ErrorText, error.Result.Output));
        Assert.Contains("hosta", error.Message, StringComparison.Ordinal);
        Assert.Contains("no such thing", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_CommandSaysWhatTheClientSaysWhenItFails_IsStillTheCommandsFailure()
    {
        RemoteCommandException error = await Assert.ThrowsAsync<RemoteCommandException>(
            () => RemoteShell.RunAsync("hosta", "echo 'Connection to hosta closed by remote host.' >&2; exit 255", Options)).Soon();

        Assert.Equal(255, error.ExitCode);
    }

    [Fact]
    public async Task RunAsync_FailureAllowed_IsAResult() =>
        Assert.Equal(3, (await RemoteShell.RunAsync("hosta", "exit 3", Options with { ThrowOnFailure = false }).Soon()).ExitCode);

    [Fact]
    public async Task RunAsync_CommandEndedBySignal_CountsAsShellsDo() =>
        Assert.Equal(128 + 15, (await RemoteShell.RunAsync("hosta", "kill -TERM $$", Options with { ThrowOnFailure = false }).Soon()).ExitCode);

    [Fact]
    public async Task RunAsync_Input_ReachesTheCommandByteForByte()
    {
        byte[] sent = new byte[3_000_000];
        Random.Shared.NextBytes(sent);
        using var received = new MemoryStream();

        await RemoteShell.RunAsync("hosta", "cat", Options with { Input = new MemoryStream(sent), OutputStream = received }).Soon();

        Assert.Equal(sent, received.ToArray());
    }

    [Fact]
    public async Task RunAsync_InputText_ReachesTheCommand() =>
        Assert.Equal("žluť\n", (await RemoteShell.RunAsync("hosta", "IFS= read -r line; echo \"$line\"", Options with { InputText = "žluť\nnot read" }).Soon()).Output);

    [Fact]
    public async Task RunAsync_NoInput_IsTheEndOfIt() => Assert.Equal("", (await RemoteShell.RunAsync("hosta", "cat", Options).Soon()).Output);

    [Fact]
    public async Task RunAsync_InputThatNobodyReads_IsNotWaitedFor()
    {
        using var endless = new EndlessStream();

        Assert.Equal("done\n", (await RemoteShell.RunAsync("hosta", "echo done", Options with { Input = endless }).Soon()).Output);
    }

    [Fact]
    public async Task RunAsync_InputFails_EndsTheCommandAndThrowsThat()
    {
        using var folder = new TestFolder();
        var error = new InvalidDataException("the source is broken");

        Assert.Same(error, await Assert.ThrowsAsync<InvalidDataException>(() => RemoteShell.RunAsync("hosta", MarkedSleep(folder), Options with { Input = new FailingStream(error) })).Soon());
        await RemoteEnd.OfAsync(folder).Soon();
    }

    [Fact]
    public async Task RunAsync_Callbacks_HearEveryLineInOrder()
    {
        List<string> output = [], errors = [];

        await RemoteShell.RunAsync("hosta", "seq 1 2000; printf unfinished; seq 3 5 >&2", Options with { OnOutput = output.Add, OnError = errors.Add }).Soon();

        Assert.Equal([.. Enumerable.Range(1, 2000).Select(static number => $"{number}"), "unfinished"], output);
        Assert.Equal(["3", "4", "5"], errors);
    }

    [Fact]
    public async Task RunAsync_OutputStream_HearsAPromptBeforeItsLineEnds()
    {
        var prompt = new PromptStream("name? p");

        await RemoteShell.RunAsync("hosta", "printf 'name? p'; read answer || true", Options with { OutputStream = prompt, Input = prompt.Answer }).Soon();
    }

    [Fact]
    public async Task RunAsync_CallbackThrows_EndsTheCommandAndThrowsThat()
    {
        using var folder = new TestFolder();
        var error = new InvalidDataException("not what I want to hear");

        Assert.Same(error, await Assert.ThrowsAsync<InvalidDataException>(() => RemoteShell.RunAsync("hosta", "echo line; " + MarkedSleep(folder), Options with { OnOutput = _ => throw error })).Soon());
        await RemoteEnd.OfAsync(folder).Soon();
    }

    [Fact]
    public async Task RunAsync_MuchOutput_KeepsTheNewestAndSaysSo()
    {
        RemoteResult result = await RemoteShell.RunAsync("hosta", "seq 1 100000", Options with { MaxCapturedBytes = 1000 }).Soon();

        Assert.True(result.IsTruncated);
        Assert.Equal(1000, Encoding.UTF8.GetByteCount(result.Output));
        Assert.EndsWith("99999\n100000\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_EnvironmentFolderAndProfile_AreThoseOfTheOptions()
    {
        using var folder = new TestFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "profile"), "FROM_PROFILE=read\n");
        RemoteShellOptions options = Options with
        {
            WorkingDirectory = folder.Path,
            Profile = Path.Combine(folder.Path, "profile"),
            Environment = new Dictionary<string, string?> { ["GREETING"] = "it's $HOME\nand more", ["PATHOS_HOST"] = null },
        };

        RemoteResult result = await RemoteShell.RunAsync("hosta", "echo \"$GREETING|$PATHOS_HOST|$FROM_PROFILE|$PWD\"", options).Soon();

        Assert.Equal($"it's $HOME\nand more||read|{folder.Path}\n", result.Output);
    }

    [Fact]
    public async Task RunAsync_FolderMissing_DoesNotRunTheCommand()
    {
        RemoteCommandException error = await Assert.ThrowsAsync<RemoteCommandException>(() => RemoteShell.RunAsync("hosta", "echo ran", Options with { WorkingDirectory = "/no/such/folder" })).Soon();

        Assert.Contains("/no/such/folder", error.Message, StringComparison.Ordinal);
        Assert.Equal("", error.Result.Output);
    }

    [Fact]
    public async Task RunAsync_BackgroundProcessHoldsTheOutput_IsNotWaitedFor()
    {
        RemoteResult result = await RemoteShell.RunAsync("hosta", "sleep 1000 & echo $!", Options).Soon();

        Assert.NotEqual("", result.Output);
        await RemoteShell.RunAsync("hosta", $"kill {result.Output}", Options).Soon();
    }

    [Theory]
    [InlineData("nosuchhost.invalid", SshFailureReason.HostUnknown)]
    [InlineData("127.0.0.2:1", SshFailureReason.ConnectionRefused)]
    public async Task RunAsync_HostNotReached_SaysWhy(string host, SshFailureReason reason) =>
        Assert.Equal(reason, (await Assert.ThrowsAsync<SshException>(() => RemoteShell.RunAsync(host, "true", Options)).Soon()).Reason);

    [Fact]
    public async Task RunAsync_NoClientProgram_SaysWhatToDo()
    {
        SshException error = await Assert.ThrowsAsync<SshException>(() => RemoteShell.RunAsync("hosta", "true", new RemoteShellOptions { Ssh = new SshOptions { Program = "no-such-ssh" } })).Soon();

        Assert.Equal((SshFailureReason.ProgramMissing, null), (error.Reason, error.ExitCode));
        Assert.Contains("no-such-ssh", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_Cancelled_EndsTheCommandAndItsChildrenOnTheHost()
    {
        using var folder = new TestFolder();
        using var cancellation = new CancellationTokenSource();
        Task<RemoteResult> run = RemoteShell.RunAsync("hosta", $"{MarkedSleep(folder, "child")} & {MarkedSleep(folder, "command")}", Options, cancellation.Token);
        await RemoteEnd.BegunAsync(folder, "child").Soon();
        await RemoteEnd.BegunAsync(folder, "command").Soon();

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run).Soon();
        await RemoteEnd.OfAsync(folder, "child").Soon();
        await RemoteEnd.OfAsync(folder, "command").Soon();
    }

    [Fact]
    public async Task RunAsync_CancelledBefore_RunsNothing()
    {
        using var folder = new TestFolder();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RemoteShell.RunAsync("hosta", $"touch {folder.Path}/ran", Options, new CancellationToken(canceled: true))).Soon();

        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task StartAsync_Command_RunsInTheBackgroundUnderItsId()
    {
        await using RemoteProcess process = await RemoteShell.StartAsync("hosta", "echo $$; read line; exit 7", Options with { ThrowOnFailure = false, Input = new GatedStream(out TaskCompletionSource gate) }).Soon();
        Assert.False(process.HasEnded);
        Assert.True(Directory.Exists($"/proc/{process.ProcessId}"));

        gate.SetResult();

        RemoteResult result = await process.WaitAsync().Soon();
        Assert.Equal(($"{process.ProcessId}\n", 7), (result.Output, result.ExitCode));
        Assert.True(process.HasEnded);
    }

    [Theory]
    [InlineData(UnixSignal.Terminate, 15)]
    [InlineData(UnixSignal.Interrupt, 2)]
    [InlineData(UnixSignal.Kill, 9)]
    public async Task KillAsync_RunningCommand_TellsTheSignal(UnixSignal signal, int number)
    {
        await using RemoteProcess process = await RemoteShell.StartAsync("hosta", "exec sleep 1000", Options with { ThrowOnFailure = false }).Soon();

        await process.KillAsync(signal).Soon();

        Assert.Equal(128 + number, (await process.WaitAsync().Soon()).ExitCode);
        await process.KillAsync(signal).Soon();
    }

    [Fact]
    public async Task DisposeAsync_RunningCommand_EndsIt()
    {
        using var folder = new TestFolder();
        RemoteProcess process = await RemoteShell.StartAsync("hosta", MarkedSleep(folder), Options).Soon();
        await RemoteEnd.BegunAsync(folder).Soon();

        await process.DisposeAsync().Soon();

        await RemoteEnd.OfAsync(folder).Soon();
    }

    [Fact]
    public async Task WaitAsync_HostDies_SaysTheConnectionWasLost()
    {
        await using RemoteProcess process = await RemoteShell.StartAsync("hostb", "echo begun; exec sleep 1000", Options).Soon();

        await fixture.Servers.KillAsync("hostb").Soon();

        SshException error = await Assert.ThrowsAsync<SshException>(() => process.WaitAsync()).Soon();
        Assert.Equal((SshFailureReason.ConnectionLost, "hostb"), (error.Reason, error.Host));
        await fixture.Servers.RestartAsync("hostb").Soon();
    }

    [Fact]
    public async Task RunAsync_ConnectionBreaks_SaysThatTheCommandMayRunOn()
    {
        using var folder = new TestFolder();
        Task<RemoteResult> run = RemoteShell.RunAsync("hostc", MarkedSleep(folder), Options);
        await RemoteEnd.BegunAsync(folder).Soon();

        await fixture.Servers.SeverAsync("hostc").Soon();

        SshException error = await Assert.ThrowsAsync<SshException>(() => run).Soon();
        Assert.Equal(SshFailureReason.ConnectionLost, error.Reason);
        Assert.Contains("may run on", error.Message, StringComparison.Ordinal);
        await fixture.Servers.RestartAsync("hostc").Soon();
    }

    [Fact]
    public async Task StartAsync_BadArguments_AreRefusedAtOnce()
    {
        await Assert.ThrowsAsync<HostSpecException>(() => RemoteShell.StartAsync("-oProxyCommand=x", "true", Options));
        await Assert.ThrowsAsync<ArgumentException>(() => RemoteShell.StartAsync("hosta", " ", Options));
        await Assert.ThrowsAsync<ArgumentException>(() => RemoteShell.StartAsync("hosta", "true", Options with { Input = Stream.Null, InputText = "" }));
        await Assert.ThrowsAsync<ArgumentException>(() => RemoteShell.StartAsync("hosta", "true", Options with { Environment = new Dictionary<string, string?> { ["A B"] = "" } }));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => RemoteShell.StartAsync("hosta", "true", Options with { MaxCapturedBytes = -1 }));
    }

    private static string MarkedSleep(TestFolder folder, string name = "command") => RemoteEnd.Command(folder, name);
}
