using System.Reflection;
using System.Reflection.Emit;

namespace Pathos.Distributed.Tests;

/// <summary>The parts of a script, as F# loads them: from memory, each in a context of its own, all of one name, each of a lower version than the part
/// before. A handler of the domain finds the earlier ones by version.</summary>
public sealed class ScriptPartTests : IDisposable
{
    private const string Name = "Script.Part";

    private readonly Dictionary<string, Assembly> _parts = new(StringComparer.Ordinal);

    public ScriptPartTests() => AppDomain.CurrentDomain.AssemblyResolve += FindPart;

    public void Dispose() => AppDomain.CurrentDomain.AssemblyResolve -= FindPart;

    [Fact]
    public async Task Map_PartThatCallsEarlierPartsOfItsName_GetsEach()
    {
        MethodInfo first = Add(version: 3, static code => code.Emit(OpCodes.Ldc_I4, 100));
        MethodInfo second = Add(version: 2, code =>
        {
            code.Emit(OpCodes.Call, first);
            code.Emit(OpCodes.Ldc_I4, 20);
            code.Emit(OpCodes.Add);
        });
        Add(version: 1, code =>
        {
            code.Emit(OpCodes.Call, first);
            code.Emit(OpCodes.Call, second);
            code.Emit(OpCodes.Add);
        });
        Func<int> last = _parts["1.0.0.0"].GetType("Part1", throwOnError: true)!.GetMethod("Run")!.CreateDelegate<Func<int>>();
        await using Pool pool = Pool.Processes(1);

        Assert.Equal(220, await pool.PipeAsync(last).Soon());
    }

    private Assembly? FindPart(object? sender, ResolveEventArgs wanted) =>
        new AssemblyName(wanted.Name) is { Name: Name } name ? _parts.GetValueOrDefault($"{name.Version}") : null;

    private MethodBuilder Add(int version, Action<ILGenerator> body)
    {
        var number = new Version(version, 0, 0, 0);
        var assembly = new PersistedAssemblyBuilder(new AssemblyName(Name) { Version = number }, typeof(object).Assembly);
        TypeBuilder type = assembly.DefineDynamicModule(Name).DefineType($"Part{version}", TypeAttributes.Public | TypeAttributes.Abstract | TypeAttributes.Sealed);
        MethodBuilder method = type.DefineMethod("Run", MethodAttributes.Public | MethodAttributes.Static, typeof(int), []);
        ILGenerator code = method.GetILGenerator();
        body(code);
        code.Emit(OpCodes.Ret);
        type.CreateType();
        var image = new MemoryStream();
        assembly.Save(image);
        _parts.Add($"{number}", Assembly.Load(image.ToArray()));
        return method;
    }
}
