using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Loader;

namespace Pathos;

/// <summary>A plug-in and its dependency in a load context of their own, as hosts of plug-ins load them. The names are the same for each
/// build.</summary>
internal sealed class PluginBuild : AssemblyLoadContext
{
    private const string Plugin = "Contract.Plugin";
    private const string Dependency = "Contract.Dependency";

    private readonly string _folder;

    /// <param name="folder">Where its files are written.</param>
    /// <param name="build">What the dependency says of itself.</param>
    public PluginBuild(string folder, int build)
        : base($"build {build}")
    {
        _folder = Directory.CreateDirectory(folder).FullName;
        MethodInfo dependency = Write(Dependency, [], code => code.Emit(OpCodes.Ldc_I4, build));
        Write(Plugin, [typeof(int)], code =>
        {
            code.Emit(OpCodes.Call, dependency);
            code.Emit(OpCodes.Ldarg_0);
            code.Emit(OpCodes.Add);
        });
        Add = LoadFromAssemblyPath(PathOf(Plugin)).GetType("Code", throwOnError: true)!.GetMethod("Run")!.CreateDelegate<Func<int, int>>();
    }

    /// <summary>Gets a function that adds the build of its dependency.</summary>
    public Func<int, int> Add { get; }

    protected override Assembly? Load(AssemblyName assemblyName) =>
        File.Exists(PathOf(assemblyName.Name)) ? LoadFromAssemblyPath(PathOf(assemblyName.Name)) : null;

    private string PathOf(string? name) => Path.Combine(_folder, name + ".dll");

    private MethodBuilder Write(string name, Type[] parameters, Action<ILGenerator> body)
    {
        var assembly = new PersistedAssemblyBuilder(new AssemblyName(name) { Version = new Version(1, 0) }, typeof(object).Assembly);
        const TypeAttributes Static = TypeAttributes.Public | TypeAttributes.Abstract | TypeAttributes.Sealed;
        TypeBuilder type = assembly.DefineDynamicModule(name).DefineType("Code", Static);
        MethodBuilder method = type.DefineMethod("Run", MethodAttributes.Public | MethodAttributes.Static, typeof(int), parameters);
        ILGenerator code = method.GetILGenerator();
        body(code);
        code.Emit(OpCodes.Ret);
        type.CreateType();
        assembly.Save(PathOf(name));
        return method;
    }
}
