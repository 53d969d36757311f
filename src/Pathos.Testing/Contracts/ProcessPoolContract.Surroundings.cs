using System.Diagnostics;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Xunit;

namespace Pathos;

/// <remarks>What tasks see of the program around them. Settings that these facts make stay in their process, so each has names of its
/// own.</remarks>
public abstract partial class ProcessPoolContract
{
    private const string ConfigFile = "*.runtimeconfig.json";
    private const string WorkerLibrary = "pathos-worker/Pathos.Wire.dll";

    [Fact]
    public async Task StandardInput_InATaskAndInAProgramThatItStarts_IsAtItsEnd()
    {
        Pool pool = Open(workers: 1);

        Assert.Null(await Blocking(() => pool.Pipe(static () => Console.ReadLine())));
        Assert.Equal((-1, -1, ""), await Blocking(() => pool.Pipe(static () => (Console.Read(), Console.OpenStandardInput().ReadByte(), Console.In.ReadToEnd()))));
        Assert.Equal("0 lines", await Blocking(() => pool.Pipe(static () => OutputOf("/bin/sh", "-c", "echo $(wc -l) lines"))));
        Assert.Equal("InvalidOperationException InvalidOperationException", await Blocking(() => pool.Pipe(static () =>
            $"{Record.Exception(static () => Console.KeyAvailable)?.GetType().Name} {Record.Exception(static () => Console.ReadKey(intercept: true))?.GetType().Name}")));
    }

    [Fact]
    public async Task BaseDirectory_InATask_IsTheProgramsOrAFolderOfThePool()
    {
        Pool pool = Open();

        string[] seen = await pool.RunOnAllAsync(static () => AppContext.BaseDirectory).Soon();

        string there = Assert.Single(seen.Distinct(StringComparer.Ordinal));
        if (Traits.RunsOnOtherHosts)
        {
            Assert.NotEqual(AppContext.BaseDirectory, there);
            Assert.Equal(Path.DirectorySeparatorChar, there[^1]);
            Assert.Empty(Directory.GetFileSystemEntries(there));
            string ofThePool = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(there))!;
            Assert.True(OperatingSystem.IsWindows() || IsTheUsersAlone(ofThePool));
            await pool.DisposeAsync().Soon();
            await IsRemoved(ofThePool).Soon();
        }
        else
        {
            Assert.Equal(AppContext.BaseDirectory, there);
        }
    }

    [Fact]
    public async Task Files_OfThePool_LieInTheBaseDirectoryOfEveryWorker()
    {
        string[] configs = [.. Directory.GetFiles(AppContext.BaseDirectory, ConfigFile).Select(static path => Path.GetFileName(path))];
        Pool pool = Open(workers: 3, new PoolOptions { Files = [ConfigFile, WorkerLibrary] });

        Dictionary<string, string>[] seen = await pool.RunOnAllAsync(static () => Directory
            .EnumerateFiles(AppContext.BaseDirectory, "*", SearchOption.AllDirectories)
            .Where(static path => path.EndsWith(".json", StringComparison.Ordinal) || path.EndsWith(".dll", StringComparison.Ordinal))
            .ToDictionary(static path => Path.GetRelativePath(AppContext.BaseDirectory, path), HashOf)).Soon();

        string[] listed = [.. configs, WorkerLibrary];
        Assert.All(seen, files => Assert.All(listed, name => Assert.Equal(HashOf(Path.Combine(AppContext.BaseDirectory, name)), files.GetValueOrDefault(name))));
        Assert.True(!Traits.RunsOnOtherHosts || seen.All(files => files.Count == listed.Length));
    }

    [Theory]
    [InlineData("no such file.json")]
    [InlineData("no such folder/*.json")]
    [InlineData("no such files*.json")]
    [InlineData("pathos-worker")]
    public async Task Files_OneIsNotThere_OpeningFailsAndNamesIt(string name)
    {
        Pool pool = Open(workers: 1, new PoolOptions { Files = [ConfigFile, name] });

        PoolOpenException error = await Assert.ThrowsAsync<PoolOpenException>(() => pool.ReadyAsync().Soon());

        Assert.Contains($"'{name}'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AppContext_InATask_IsThatOfTheProgramWhenItOpenedThePool()
    {
        const string Early = "Pathos.Testing.Early";
        const string Late = "Pathos.Testing.Late";
        const string Text = "Pathos.Testing.Text";
        const string Data = "Pathos.Testing.Data";
        const string OfTheBuild = "System.Runtime.Serialization.EnableUnsafeBinaryFormatterSerialization";
        string text = $"a \"quoted\" \\ text\nwith ä and {Guid.NewGuid()}";
        AppContext.SetSwitch(Early, true);
        AppContext.SetSwitch(Late, false);
        AppContext.SetData(Text, text);
        AppContext.SetData(Data, TimeSpan.FromSeconds(7));
        AppContext.SetData("Pathos.Testing.Object", new object());
        Pool pool = Open(workers: 1, new PoolOptions { MaxTasksPerWorker = 1 });
        await pool.ReadyAsync().Soon();
        AppContext.SetSwitch(Late, true);

        (int Pid, string Seen)[] there = await pool.MapAsync(static _ => (Environment.ProcessId, $"{On(Early)} {On(Late)} {On(OfTheBuild)} {AppContext.GetData(Text)} {AppContext.GetData(Data)}"), Enumerable.Range(0, 3)).Soon();

        Assert.Equal(3, there.Select(static task => task.Pid).Distinct().Count());
        Assert.All(there, task => Assert.Equal($"True False {On(OfTheBuild)} {text} 00:00:07", task.Seen));
        Assert.NotEqual("unset", On(OfTheBuild));

        static string On(string name) => AppContext.TryGetSwitch(name, out bool isOn) ? $"{isOn}" : "unset";
    }

    [Fact]
    public async Task Encodings_InATask_AreThoseOfTheProgram()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        Encoding.RegisterProvider(new OwnEncodings());
        (Encoding input, Encoding output) = (Console.InputEncoding, Console.OutputEncoding);
        string[] seen;
        try
        {
            Console.InputEncoding = Encoding.GetEncoding(850);
            Console.OutputEncoding = Encoding.Latin1;
            Pool pool = Open(workers: 1);
            await pool.ReadyAsync().Soon();

            seen = await pool.PipeAsync(static () => new[]
            {
                Encoding.GetEncoding(1252).WebName, Encoding.GetEncoding(OwnEncodings.Name).WebName, Console.InputEncoding.WebName, Console.OutputEncoding.WebName, Console.Out.Encoding.WebName,
            }).Soon();
        }
        finally
        {
            (Console.InputEncoding, Console.OutputEncoding) = (input, output);
        }

        Assert.Equal(["windows-1252", "utf-32", "ibm850", "iso-8859-1", "iso-8859-1"], seen);
    }

    [Fact]
    public async Task NestedPool_OpenedInATask_ShowsTheSameProgram()
    {
        AppContext.SetSwitch("Pathos.Testing.Nested", true);
        Pool pool = Open(workers: 1, new PoolOptions { Files = [ConfigFile] });

        (string Outer, string Inner) seen = await pool.PipeAsync(static () =>
        {
            using Pool inner = Pool.Processes(1);
            return (Describe(), inner.Pipe(static () => Describe()));
        }).Soon();

        Assert.Equal(seen.Outer, seen.Inner);
        Assert.EndsWith($" {Assembly.GetEntryAssembly()!.GetName().Name} True True", seen.Inner, StringComparison.Ordinal);

        static string Describe() =>
            $"{AppContext.BaseDirectory} {Assembly.GetEntryAssembly()?.GetName().Name} {AppContext.TryGetSwitch("Pathos.Testing.Nested", out bool isOn) && isOn} {Directory.GetFiles(AppContext.BaseDirectory, ConfigFile).Length > 0}";
    }

    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private static bool IsTheUsersAlone(string folder) => File.GetUnixFileMode(folder) == (UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    /// <summary>Waits until a folder is gone: a host tidies up when its connection has ended, which the pool does not wait for.</summary>
    private static async Task IsRemoved(string folder)
    {
        var removed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watcher = new FileSystemWatcher(Path.GetDirectoryName(folder)!, Path.GetFileName(folder)) { NotifyFilter = NotifyFilters.DirectoryName };
        watcher.Deleted += (_, _) => removed.TrySetResult();
        watcher.EnableRaisingEvents = true;
        if (Directory.Exists(folder))
        {
            await removed.Task;
        }
    }

    private static string HashOf(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));

    /// <summary>In a task: runs a program that has the task's own standard input.</summary>
    private static string OutputOf(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
        string output = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return output;
    }

    private sealed class OwnEncodings : EncodingProvider
    {
        public const string Name = "pathos-testing";

        public override Encoding? GetEncoding(int codepage) => null;

        public override Encoding? GetEncoding(string name) => name == Name ? Encoding.UTF32 : null;
    }
}
