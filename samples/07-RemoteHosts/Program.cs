// The same map on this machine and on hosts that are reached by SSH: only how the pool is opened differs.
using System.Diagnostics;
using Pathos;

const int Largest = 2_000_000;
const int Step = 20_000;

string? config = args is ["--config", var file, ..] ? file : null;
string[] hosts = config is null ? args : args[2..];
if (hosts is [] or ["--help" or "-h"])
{
    Console.WriteLine("""
        Counts primes on this machine, and then on hosts that you name:

          dotnet run --project samples/07-RemoteHosts -- [--config FILE] HOST [HOST ...]

          HOST     [user@]host[:port][/workers], as you would give it to ssh; an alias of your SSH configuration will do
          --config another SSH configuration, as with ssh -F

        A host needs an SSH server that lets you in without a password, and a .NET 10 runtime. Nothing has to be installed there:
        the pool sends its worker program and the code of this one, once. To try it, make this machine a host: localhost/2.
        """);
    return 0;
}

var options = new RemotePoolOptions { Ssh = new SshOptions { ConfigFile = config } };
foreach (string[] places in (string[][])[["local/2"], [.. hosts.Select(static host => $"ssh://{host}")]])
{
    try
    {
        await using Pool pool = await Pool.OpenAsync(options, places);
        string[] machines = await pool.RunOnAllAsync(() => Environment.MachineName);

        long startedAt = Stopwatch.GetTimestamp();
        int[] counts = await pool.MapAsync(from => CountPrimes(from, from + Step), Enumerable.Range(0, Largest / Step).Select(i => i * Step));
        TimeSpan time = Stopwatch.GetElapsedTime(startedAt);

        Console.WriteLine($"{string.Join(" and ", places)}: {counts.Sum()} primes below {Largest}, found by {machines.Length} workers on {string.Join(", ", machines.Distinct())} in {time.TotalMilliseconds:F0} ms");
    }
    catch (PoolOpenException error)
    {
        // It says which host, why, and what helps.
        Console.Error.WriteLine(error.Message);
        return 1;
    }
}

return 0;

static int CountPrimes(int from, int to)
{
    int count = 0;
    for (int number = Math.Max(from, 2); number < to; number++)
    {
        bool isPrime = true;
        for (int divisor = 2; isPrime && divisor * divisor <= number; divisor++)
        {
            isPrime = number % divisor != 0;
        }

        count += isPrime ? 1 : 0;
    }

    return count;
}
