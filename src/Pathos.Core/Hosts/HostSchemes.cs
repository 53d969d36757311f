using System.Reflection;
using System.Runtime.CompilerServices;

namespace Pathos;

/// <summary>Which code opens which scheme of a host spec.</summary>
internal static class HostSchemes
{
    // Knows every scheme that is not of this process. Core does not reference it: it is asked for when such a scheme is first named, and registers itself.
    private const string Extension = "Pathos.Distributed";

    private static readonly Lock s_gate = new();
    private static readonly Dictionary<string, Func<IReadOnlyList<HostSpec>, PoolOptions, Func<PoolBackend>>> s_remote = new(StringComparer.Ordinal);

    /// <summary>Registers schemes that one opener serves together: all specs of its schemes become one backend.</summary>
    public static void Register(Func<IReadOnlyList<HostSpec>, PoolOptions, Func<PoolBackend>> open, params ReadOnlySpan<string> schemes)
    {
        lock (s_gate)
        {
            foreach (string scheme in schemes)
            {
                s_remote[scheme] = open;
            }
        }
    }

    public static Func<PoolBackend> Compose(IReadOnlyList<HostSpec> specs, PoolOptions options)
    {
        foreach (HostSpec spec in specs)
        {
            HostLabels.RequireNothingElse(spec);
        }

        if (specs is [{ Scheme: "serial" } only])
        {
            RequireOneWorker(only);
            return () => new SerialBackend(options);
        }

        int threads = specs.Where(static spec => spec.Scheme is "serial" or "threads").Sum(ThreadsOf);
        List<Func<PoolBackend>> parts = [];
        List<IReadOnlyList<string>[]> labels = [];
        foreach (IGrouping<object, HostSpec> group in specs.GroupBy(OpenerOf))
        {
            parts.Add(group.Key is Func<IReadOnlyList<HostSpec>, PoolOptions, Func<PoolBackend>> open
                ? open([.. group], options)
                : Threads((HostSpec)group.Key, parts.Count, threads, options));
            labels.Add([.. group.Select(HostLabels.Of)]);
        }

        return parts is [var one] ? one : () => new MixedBackend([.. parts.Select(static create => create())], labels);
    }

    /// <summary>Specs with the same opener are opened together.</summary>
    private static object OpenerOf(HostSpec spec)
    {
        // In a mix, work cannot run on the caller's thread: "serial" there is one thread.
        if (spec.Scheme is "serial" or "threads")
        {
            return spec;
        }

        return Find(spec.Scheme) ?? throw new HostSpecException(spec.Text, 0, $"There is no scheme '{spec.Scheme}'. Known are serial, threads{Known()}.");
    }

    private static object? Find(string scheme)
    {
        lock (s_gate)
        {
            if (s_remote.TryGetValue(scheme, out var open))
            {
                return open;
            }
        }

        if (!TryLoadExtension())
        {
            return null;
        }

        lock (s_gate)
        {
            return s_remote.GetValueOrDefault(scheme);
        }
    }

    private static bool TryLoadExtension()
    {
        try
        {
            RuntimeHelpers.RunModuleConstructor(Assembly.Load(Extension).ManifestModule.ModuleHandle);
            return true;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }

    private static string Known()
    {
        lock (s_gate)
        {
            return string.Concat(s_remote.Keys.Order(StringComparer.Ordinal).Select(static scheme => ", " + scheme));
        }
    }

    /// <param name="part">Which part of the mix it is: workers of two parts do not share a name.</param>
    /// <param name="all">The threads of all parts: they share the cores.</param>
    private static Func<PoolBackend> Threads(HostSpec spec, int part, int all, PoolOptions options)
    {
        int workers = ThreadsOf(spec);
        int cores = WorkerCounts.Default * workers / Math.Max(1, all);
        return () => new ThreadsBackend(workers, options, (options.Name ?? "thread") + (part == 0 ? "" : $"-{part + 1}"), Pool.ThreadBatchTime, cores);
    }

    private static int ThreadsOf(HostSpec spec) => spec.Scheme == "serial" ? RequireOneWorker(spec) : spec.Workers ?? WorkerCounts.Default;

    private static int RequireOneWorker(HostSpec spec) => spec.Workers is null or 1
        ? 1
        : throw new HostSpecException(spec.Text, spec.Text.IndexOf('/', StringComparison.Ordinal) + 1, "A serial pool has exactly one worker.");
}
