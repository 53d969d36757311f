using System.Collections.Concurrent;

namespace Pathos.Distributed;

/// <summary>Leave to knock at a host. Disposed when the host has let the client in, or the client has given up.</summary>
/// <remarks>
/// An SSH server drops connections when many knock at once: with OpenSSH's defaults some of those beyond 10 (MaxStartups 10:30:100).
/// So few of this process knock at one machine at a time, whatever they are for: commands, copies, tunnels, pools. Others wait for their
/// turn.
/// </remarks>
internal sealed class SshHandshake : IDisposable
{
    // Less than 10: a server counts a connection for a moment after it has let the client in, and other programs knock, too.
    private const int MostAtOnce = 6;

    // A host may let a client in and say nothing then. What it counts has long ended, and the others need not wait for it.
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(20);

    private static readonly ConcurrentDictionary<string, SemaphoreSlim> s_machines = new(StringComparer.Ordinal);

    private readonly Stack<SemaphoreSlim> _held;
    private readonly ITimer _bound;
    private int _isOver;

    private SshHandshake(Stack<SemaphoreSlim> held, TimeSpan bound)
    {
        _held = held;
        _bound = LibraryTime.Shared.CreateTimer(_ => Dispose(), null, bound, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Waits for leave of every machine that the connection meets.</summary>
    public static async Task<SshHandshake> BeginAsync(SshRoute route, SshOptions options, CancellationToken cancellationToken)
    {
        var held = new Stack<SemaphoreSlim>();
        try
        {
            // In one order for all, so that two that need the same machines do not wait for each other.
            foreach (string machine in route.Machines.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            {
                SemaphoreSlim turns = s_machines.GetOrAdd(machine, static _ => new SemaphoreSlim(MostAtOnce));
                await turns.WaitAsync(cancellationToken).OnLibraryThreads();
                held.Push(turns);
            }
        }
        catch
        {
            Release(held);
            throw;
        }

        return new SshHandshake(held, options.ConnectTimeout + s_grace);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isOver, 1) == 0)
        {
            _bound.Dispose();
            Release(_held);
        }
    }

    private static void Release(Stack<SemaphoreSlim> held)
    {
        foreach (SemaphoreSlim turns in held)
        {
            turns.Release();
        }
    }
}
