using Pathos.Scale.Baselines;

[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]

namespace Pathos.Scale.Scenarios;

/// <summary>Workers behind a real SSH server and behind a pool server with TLS, both on loopback.</summary>
internal sealed class RemotePools : Scenario
{
    private const string Limit =
        "Between the two ends of the session there are the node and the worker, each with a thread to wake on the way there and on the way back, on cores that client and server of SSH use as well.";

    public override string Name => "remote";

    public override string Description => "pools over SSH and over TLS, on loopback";

    public override IReadOnlyList<Measure> Run(Settings settings)
    {
        int calls = settings.Count(1_000, 200);
        int count = settings.Count(1_000_000, 200_000);
        int[] input = [.. Enumerable.Range(0, count)];
        int k = 7;
        int[] expected = [.. input.Select(x => unchecked((x * x) + k))];

        SshServers servers = SshServers.StartAsync(1).GetAwaiter().GetResult();
        PoolCredentials credentials = PoolCredentials.FromSecret(Guid.NewGuid().ToString());
        PoolServer server = PoolServer.StartAsync(credentials, new PoolServerOptions { Workers = Settings.Workers }).GetAwaiter().GetResult();
        try
        {
            using Pool ssh = Pool.Open(new RemotePoolOptions { Ssh = new SshOptions { ConfigFile = servers.ConfigPath } }, $"ssh://hosta/{Settings.Workers}");
            using Pool tls = Pool.Connect($"tcp://{server.Address}/{Settings.Workers}", credentials);
            using Pool local = Pool.Processes(Settings.Workers);
            using var echo = new SshEcho(servers.ConfigPath, "hosta");
            IReadOnlyDictionary<string, double> medians = new Contest()
                .Add("ssh pipe", () => Clock.Time(() => Calls(ssh, calls)) / calls)
                .Add("ssh echo", () => Clock.Time(() => echo.RoundTrips(calls)) / calls)
                .Add("tls pipe", () => Clock.Time(() => Calls(tls, calls)) / calls)
                .Add("local pipe", () => Clock.Time(() => Calls(local, calls)) / calls)
                .Add("ssh map", () => Time(() => ssh.Map(x => (x * x) + k, input)))
                .Add("tls map", () => Time(() => tls.Map(x => (x * x) + k, input)))
                .Add("local map", () => Time(() => local.Map(x => (x * x) + k, input)))
                .Medians(warmUps: settings.Count(4, 2), rounds: settings.Count(11, 3));

            var localPipe = new Baseline("process pool", Figure.Seconds(medians["local pipe"]));
            var localMap = new Baseline("process pool", Figure.PerSecond(count / medians["local map"]));
            return
            [
                new("Pipe round trip, SSH", Figure.Seconds(medians["ssh pipe"]), new Baseline("bare ssh, 64 bytes", Figure.Seconds(medians["ssh echo"])), Budget.AtMostTimes(3)) { Limit = Limit },
                new("Pipe round trip, SSH", Figure.Seconds(medians["ssh pipe"]), localPipe, Budget.None),
                new("Pipe round trip, TLS", Figure.Seconds(medians["tls pipe"]), localPipe, Budget.None),
                new($"Map of {count:N0} ints, SSH: tasks", Figure.PerSecond(count / medians["ssh map"]), localMap, Budget.AtLeast(Figure.PerSecond(1e6))) { Limit = Limit },
                new($"Map of {count:N0} ints, TLS: tasks", Figure.PerSecond(count / medians["tls map"]), localMap, Budget.None),
            ];
        }
        finally
        {
            server.DisposeAsync().AsTask().GetAwaiter().GetResult();
            servers.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }

        double Time(Func<int[]> map)
        {
            int[]? results = null;
            double seconds = Clock.Time(() => results = map());
            return results.AsSpan().SequenceEqual(expected) ? seconds : throw new InvalidDataException("A map gave wrong results.");
        }
    }

    private static void Calls(Pool pool, int count)
    {
        for (int i = 0; i < count; i++)
        {
            pool.Pipe(static () => { });
        }
    }
}
