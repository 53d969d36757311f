using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Loader;

namespace Pathos.Distributed.Tests;

/// <summary>Where the code of tasks comes from.</summary>
public sealed class CodeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pathos-code-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Function_OfAnotherBuildOfTheSameAssemblyInAnotherContext_RunsInTheSameWorker()
    {
        Func<int, int> first = Build("first", 1);
        Func<int, int> second = Build("second", 2);
        await using Pool pool = Pool.Processes(1);
        int worker = await pool.PipeAsync(static () => Environment.ProcessId);

        Assert.Equal(11, await pool.PipeAsync(first, 10).Soon());
        Assert.Equal(12, await pool.PipeAsync(second, 10).Soon());
        Assert.Equal(23, await pool.PipeAsync(x => first(x) + second(x), 10).Soon());
        Assert.Equal(worker, await pool.PipeAsync(static () => Environment.ProcessId));
    }

    [Fact]
    public async Task Function_OfAnotherBuildThanATaskLoaded_RunsInAFreshWorker()
    {
        string other = Write("other", "Loaded.By.A.Task", 1);
        Func<int, int> function = FunctionOf(Assembly.LoadFrom(Write("own", "Loaded.By.A.Task", 2)));
        await using Pool pool = Pool.Processes(1);
        int before = await pool.PipeAsync(
            file =>
            {
                Assembly.LoadFrom(file);
                return Environment.ProcessId;
            },
            other);

        Assert.Equal(12, await pool.PipeAsync(function, 10).Soon());
        Assert.NotEqual(before, await pool.PipeAsync(static () => Environment.ProcessId));
    }

    [Fact]
    public async Task Function_OfAnotherBuildThanEachWorkerHolds_FailsAfterTwoFreshWorkersAndThePoolGoesOn()
    {
        string other = Write("other", "Loaded.By.All", 1);
        Func<int, int> function = FunctionOf(Assembly.LoadFrom(Write("own", "Loaded.By.All", 2)));
        string starts = Directory.CreateDirectory(Path.Combine(_folder, "starts")).FullName;
        await using Pool pool = Pool.Processes(1, new ProcessPoolOptions
        {
            Initializer = () =>
            {
                File.Create(Path.Combine(starts, $"{Environment.ProcessId}")).Dispose();
                Assembly.LoadFrom(other);
            },
        });

        Exception error = await Assert.ThrowsAnyAsync<Exception>(() => pool.PipeAsync(function, 10)).Soon();

        Assert.Contains("One load context holds one build", error.Message, StringComparison.Ordinal);

        // The worker that it met first and two fresh ones: the last is not to blame, and stays.
        int last = await pool.PipeAsync(static () => Environment.ProcessId).Soon();
        string[] started = [.. Directory.GetFiles(starts).Select(static file => Path.GetFileName(file)!)];
        Assert.Equal(3, started.Length);
        Assert.Contains($"{last}", started);
    }

    [Fact]
    public async Task Function_OfAnAssemblyLoadedFromBytes_TravelsWithItsBytes()
    {
        Build("file", 5);
        Assembly assembly = new AssemblyLoadContext("bytes").LoadFromStream(new MemoryStream(await File.ReadAllBytesAsync(Path.Combine(_folder, "file", "Twice.dll"))));
        Func<int, int> function = FunctionOf(assembly);
        await using Pool pool = Pool.Processes(1);

        Assert.Empty(assembly.Location);
        Assert.Equal(15, await pool.PipeAsync(function, 10).WaitAsync(TimeSpan.FromSeconds(30)));
    }

    private static Func<int, int> FunctionOf(Assembly assembly) => assembly.GetType("Adder")!.GetMethod("Add")!.CreateDelegate<Func<int, int>>();

    /// <summary>Loads a build of "Twice" into a context of its own.</summary>
    private Func<int, int> Build(string name, int addend) => FunctionOf(new AssemblyLoadContext(name).LoadFromAssemblyPath(Write(name, "Twice", addend)));

    /// <summary>Writes an assembly whose one function adds a constant, into a folder of its own.</summary>
    private string Write(string folder, string name, int addend)
    {
        var assembly = new PersistedAssemblyBuilder(new AssemblyName(name), typeof(object).Assembly);
        TypeBuilder type = assembly.DefineDynamicModule(name).DefineType("Adder", TypeAttributes.Public | TypeAttributes.Abstract | TypeAttributes.Sealed);
        ILGenerator code = type.DefineMethod("Add", MethodAttributes.Public | MethodAttributes.Static, typeof(int), [typeof(int)]).GetILGenerator();
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Ldc_I4, addend);
        code.Emit(OpCodes.Add);
        code.Emit(OpCodes.Ret);
        type.CreateType();
        string path = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, folder)).FullName, name + ".dll");
        assembly.Save(path);
        return path;
    }
}
