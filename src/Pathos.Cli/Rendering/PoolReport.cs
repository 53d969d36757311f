using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace Pathos.Cli.Rendering;

/// <summary>What <c>pathos check</c> found out about a pool, for people and for programs.</summary>
internal sealed record PoolReport(
    IReadOnlyList<string> Specs, double ReadySeconds, double RoundTripSeconds, IReadOnlyList<WorkerReport> Workers)
{
    private const int Calls = 100;
    private static readonly JsonSerializerOptions s_readable = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static async Task<PoolReport> OfAsync(string[] specs, SshOptions ssh, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        Pool pool = Pool.Open(new RemotePoolOptions { Ssh = ssh }, specs);
        await using ConfiguredAsyncDisposable disposal = pool.ConfigureAwait(false);
        await pool.ReadyAsync(cancellationToken).ConfigureAwait(false);
        double ready = Stopwatch.GetElapsedTime(start).TotalSeconds;
        WorkerReport[] workers = await pool.RunOnAllAsync(WorkerReport.OfThis, cancellationToken).ConfigureAwait(false);

        // The first calls pay for code that is compiled at its first use; the median does not see them.
        double[] trips = new double[Calls];
        for (int call = 0; call < Calls; call++)
        {
            start = Stopwatch.GetTimestamp();
            await pool.PipeAsync(static () => 0, cancellationToken: cancellationToken).ConfigureAwait(false);
            trips[call] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        Array.Sort(trips);
        return new PoolReport(specs, ready, trips[Calls / 2], workers);
    }

    public string ToJson() => JsonSerializer.Serialize(this, s_readable);

    public string ToText()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{string.Join(" + ", Specs)}: {Workers.Count} workers, all ready after {ReadySeconds * 1e3:F0} ms; a call and its result take {RoundTripSeconds * 1e6:F0} µs");
        foreach (WorkerReport worker in Workers)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n  {Visible.Text(worker.Name),-10} process {worker.ProcessId} on {Visible.Text(worker.Host)}, .NET {Visible.Text(worker.Runtime)}");
        }

        return text.ToString();
    }
}

/// <summary>What a worker says of itself.</summary>
internal sealed record WorkerReport(string Name, int ProcessId, string Host, string Runtime)
{
    public static WorkerReport OfThis() =>
        new(TaskContext.Current.Worker, Environment.ProcessId, Environment.MachineName, Environment.Version.ToString());
}
