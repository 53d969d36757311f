using System.Runtime.CompilerServices;

namespace Pathos.Distributed;

/// <summary>Registers the schemes that this assembly opens.</summary>
internal static class Schemes
{
    // Runs when the assembly is first used, or when a spec names a scheme that Core does not know: no program has to register anything.
#pragma warning disable CA2255 // A library's own registry is what this initializer is for.
    [ModuleInitializer]
    internal static void Register() => HostSchemes.Register(OpenLocal, "local");
#pragma warning restore CA2255

    private static Func<PoolBackend> OpenLocal(IReadOnlyList<HostSpec> specs, PoolOptions options)
    {
        int workers = specs.Sum(static spec => spec.Workers ?? WorkerCounts.Default);
        ProcessPoolOptions processOptions = options as ProcessPoolOptions ?? ProcessPoolOptions.From(options);
        return () => ProcessPools.Create(workers, processOptions);
    }
}
