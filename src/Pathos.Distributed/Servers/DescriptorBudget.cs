using System.Globalization;

namespace Pathos.Distributed;

/// <summary>Counts the open files that the system allows this process against what its clients may need: who would be one too many is told
/// so, before anybody's worker fails for want of one.</summary>
/// <remarks>What a client was let in with is kept for it, whether or not its workers run yet. The numbers are what its connection and its
/// workers were seen to take, and a little more.</remarks>
internal sealed class DescriptorBudget
{
    // Its socket, the socket and files of its workers' folder, and what the start of a process takes for a moment.
    private const int OfClient = 20;

    // Three pipes, its connection, and its way to be noticed when it ends.
    private const int OfWorker = 8;

    // Two sockets that are joined.
    private const int OfSession = 4;

    // What the process opens later for itself: assemblies, timers, files of the cache.
    private const int OfServer = 12;
    private const int MostStrangers = 256;

    private readonly Lock _gate = new();
    private readonly int _limit;
    private readonly int _ofClient;
    private readonly int _left;
    private int _promised;

    public DescriptorBudget(int workers)
    {
        _ofClient = OfClient + (OfWorker * workers);
        _limit = ReadLimit();
        if (_limit == int.MaxValue)
        {
            (_left, Strangers) = (int.MaxValue, MostStrangers);
            return;
        }

        int free = _limit - Directory.GetFiles("/proc/self/fd").Length - OfServer;
        Strangers = Math.Min(free / 4, MostStrangers);
        _left = free - Strangers;
    }

    /// <summary>Gets how many connections that have not proved themselves are let in at a time.</summary>
    public int Strangers { get; }

    /// <summary>Checks that there is room for one client at least.</summary>
    /// <exception cref="PoolOpenException">There is none; the message says what to do.</exception>
    public void Check(int workers)
    {
        if (_left < _ofClient)
        {
            throw new PoolOpenException(
                $"This process may open {_limit} files at a time, which is too few to serve a client with {workers} workers: it needs {_limit - _left + _ofClient}."
                + " Raise the limit (ulimit -n, or LimitNOFILE of a service), or lend fewer workers.");
        }
    }

    /// <summary>Sets aside what a client with all of its workers needs; null, with the reason, when there is not enough.</summary>
    public Promise? TryPromiseClient(out string reason) => TryPromise(_ofClient, out reason);

    /// <summary>The same for a session of a pool with a machine that works for the server, or for that machine's own connection.</summary>
    public Promise? TryPromiseSession(out string reason) => TryPromise(OfSession, out reason);

    private static int ReadLimit()
    {
        const string Name = "Max open files";
        if (!OperatingSystem.IsLinux())
        {
            return int.MaxValue;
        }

        try
        {
            string line = File.ReadLines("/proc/self/limits").First(static line => line.StartsWith(Name, StringComparison.Ordinal));
            string soft = line[Name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
            return int.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out int limit) ? limit : int.MaxValue;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            // Without /proc the number is unknown; then the system says no when it comes to it.
            return int.MaxValue;
        }
    }

    private Promise? TryPromise(int count, out string reason)
    {
        lock (_gate)
        {
            if (_promised > _left - count)
            {
                reason = string.Create(
                    CultureInfo.InvariantCulture,
                    $"it may open {_limit} files at a time, and one more client would need more. "
                    + $"Try again when others have gone, or raise the limit there (ulimit -n, or LimitNOFILE of a service).");
                return null;
            }

            _promised += count;
            reason = "";
            return new Promise(this, count);
        }
    }

    private void Take(int count)
    {
        lock (_gate)
        {
            _promised -= count;
        }
    }

    /// <summary>Descriptors that are kept for the holder of this promise until it is disposed, once.</summary>
    internal sealed class Promise(DescriptorBudget budget, int count) : IDisposable
    {
        private int _isDisposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
            {
                budget.Take(count);
            }
        }
    }
}
