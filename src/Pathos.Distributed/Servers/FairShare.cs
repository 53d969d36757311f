using System.Diagnostics;
using Pathos.Launching;
using Pathos.Wire;

namespace Pathos.Distributed;

/// <summary>Shares out the workers of a server: as many at a time as it has, to each client that has work an equal part, and what one does
/// not use to the others.</summary>
/// <remarks>
/// A client that loses a part keeps it until it has said that it knows, and until the tasks there have ended; only then another gets it.
/// So each grant has a number, which the answer names: batches that an honest client sent before it knew begin at once.
/// Clients without work hold what no other client needs, so that their next call starts at once. Where there are more clients with work
/// than workers, they take turns.
/// What runs is counted here, and not by the clients: a <see cref="WorkerSeat"/> lets a batch begin only within its client's part. The
/// parts together, each taken as what its client may begin or has running, never exceed the number of workers. A part grows only by what
/// is free, and a batch begins only within a part. So the sum holds whichever client asks, and whatever it says.
/// </remarks>
internal sealed class FairShare : IDisposable
{
    private static readonly TimeSpan s_turn = TimeSpan.FromMilliseconds(200);

    // How long a client may take to say that it knows of a smaller part. What it begins after that waits at its seats.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private readonly object _gate = new();
    private readonly List<Member> _members = [];
    private readonly ITimer _turns;
    private readonly ITimer _reminder;
    private readonly int _capacity;
    private bool _takesTurns;

    public FairShare(int capacity)
    {
        _capacity = capacity;
        _turns = LibraryTime.Shared.CreateTimer(_ => TakeTurns());
        _reminder = LibraryTime.Shared.CreateTimer(_ => Change(static () => { }));
    }

    public Member Join(string name)
    {
        var member = new Member(this, name);
        Change(() => _members.Add(member));
        return member;
    }

    public void Leave(Member member) => Change(() => _members.Remove(member));

    public void Dispose()
    {
        _turns.Dispose();
        _reminder.Dispose();
    }

    private void TakeTurns() => Change(() =>
    {
        if (_members.Count > 0)
        {
            _members.Add(_members[0]);
            _members.RemoveAt(0);
        }
    });

    private void Change(Action change)
    {
        lock (_gate)
        {
            change();
            Allot_NeedsLock();

            // Seats may wait for just this.
            Monitor.PulseAll(_gate);
        }
    }

    private void Allot_NeedsLock()
    {
        Debug.Assert(Monitor.IsEntered(_gate));
        int[] targets = Targets_NeedsLock();
        bool isContended = _members.Count(static member => member.Wanted > 0) > 1;
        for (int i = 0; i < targets.Length; i++)
        {
            _members[i].Lower(targets[i], s_patience);
        }

        int free = _capacity - _members.Sum(static member => member.Claim);
        for (int i = 0; i < targets.Length; i++)
        {
            free -= _members[i].Raise(targets[i], free);
            _members[i].Tell(isContended);
        }

        bool takesTurns = _members.Count(static member => member.Wanted > 0) > _capacity;
        if (takesTurns != _takesTurns)
        {
            _takesTurns = takesTurns;
            _turns.Change(takesTurns ? s_turn : Timeout.InfiniteTimeSpan, takesTurns ? s_turn : Timeout.InfiniteTimeSpan);
        }

        if (_members.Exists(static member => member.IsAwaited))
        {
            _reminder.Change(s_patience, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>What each would have if nothing were running: one at a time in turn to each client that still wants one, then what is left
    /// to all.</summary>
    private int[] Targets_NeedsLock()
    {
        int[] targets = new int[_members.Count];
        int left = _capacity;
        for (bool anyone = true; anyone && left > 0;)
        {
            anyone = false;
            for (int i = 0; i < targets.Length && left > 0; i++)
            {
                if (targets[i] < _members[i].Wanted)
                {
                    targets[i]++;
                    left--;
                    anyone = true;
                }
            }
        }

        // What no client needs now is lent to clients without work, in turn.
        bool hasIdle = _members.Exists(static member => member.Wanted == 0);
        for (int i = 0; hasIdle && left > 0; i = (i + 1) % targets.Length)
        {
            if (_members[i].Wanted == 0)
            {
                targets[i]++;
                left--;
            }
        }

        return targets;
    }

    /// <summary>A client's part. Its numbers are guarded by the lock of the whole.</summary>
    internal sealed class Member(FairShare owner, string name) : NodeShare
    {
        // What the client had before it lost a part that it may not know of yet, and since when. A client that never says that it knows
        // keeps it no longer for that.
        private int _kept;
        private long? _awaitedSince;
        private int _number;
        private (int Granted, bool IsContended)? _told;

        public string Name { get; } = name;

        public int Wanted { get; private set; }

        /// <summary>Gets how many of its workers have a batch.</summary>
        public int Active { get; private set; }

        /// <summary>Gets how many it may keep busy.</summary>
        public int Granted { get; private set; }

        public long TasksDone { get; private set; }

        /// <summary>Gets how many it may have busy now, with what it lost and may not know of yet.</summary>
        public int Limit => Math.Max(Granted, _kept);

        /// <summary>Gets what no other client can have.</summary>
        public int Claim => Math.Max(Limit, Active);

        /// <summary>Gets whether it has still to say that it knows of a smaller part.</summary>
        public bool IsAwaited => _kept > Granted;

        public override void Want(WorkersWanted wish) => owner.Change(() =>
        {
            (Wanted, TasksDone) = (Math.Max(0, wish.Wanted), Math.Max(0, wish.TasksDone));
            if (wish.Grant == _number)
            {
                // It knows. What is on its way here counts among what it holds; a client gains nothing by naming more than it had.
                _kept = Math.Min(_kept, wish.Held);
                _awaitedSince = IsAwaited ? _awaitedSince : null;
            }
        });

        public override WorkerSeat Seat() => new TakenSeat(owner, this);

        /// <summary>Takes away what is above a target. It counts as this client's until it knows.</summary>
        public void Lower(int target, TimeSpan patience)
        {
            if (target < Granted)
            {
                _kept = Math.Max(_kept, Granted);
                Granted = target;
                _awaitedSince ??= Stopwatch.GetTimestamp();
            }

            if (_awaitedSince is { } since && Stopwatch.GetElapsedTime(since) >= patience)
            {
                (_kept, _awaitedSince) = (0, null);
            }
        }

        /// <summary>Gives of what is free.</summary>
        /// <returns>How much of it that took.</returns>
        public int Raise(int target, int free)
        {
            if (OnGranted is null)
            {
                // It cannot be told yet.
                return 0;
            }

            int claimed = Claim;
            Granted = Math.Max(Granted, Math.Min(target, claimed + Math.Max(0, free)));
            return Claim - claimed;
        }

        public void Tell(bool isContended)
        {
            if (OnGranted is not null && _told != (Granted, isContended))
            {
                _told = (Granted, isContended);

                // Under the lock, so that two pieces of news never pass each other: who is told only puts a message in line.
                OnGranted(new WorkersGranted(Granted, isContended, ++_number));
            }
        }

        /// <summary>Whether a worker may begin a batch: one that is busy already only if its client is not beyond its part.</summary>
        public bool MayBegin(bool isBusy) => isBusy ? Active <= Limit : Active < Limit;

        public void Count(int workers) => Active += workers;
    }

    private sealed class TakenSeat(FairShare owner, Member member) : WorkerSeat
    {
        // Guarded by the lock of the whole.
        private readonly HashSet<long> _batches = [];
        private bool _hasLeft;

        public override bool TryBegin(long batch, TimeSpan patience)
        {
            lock (owner._gate)
            {
                while (!_hasLeft && !member.MayBegin(_batches.Count > 0))
                {
                    if (!Monitor.Wait(owner._gate, patience))
                    {
                        return false;
                    }
                }

                if (_hasLeft)
                {
                    throw new TransportClosedException();
                }

                member.Count(_batches.Count == 0 ? 1 : 0);
                _batches.Add(batch);
                return true;
            }
        }

        public override void End(long batch) => Remove(() => _batches.Remove(batch));

        public override void Leave() => Remove(() =>
        {
            _hasLeft = true;
            _batches.Clear();
        });

        private void Remove(Action remove)
        {
            lock (owner._gate)
            {
                int before = _batches.Count;
                remove();
                if (before > 0 && _batches.Count == 0)
                {
                    owner.Change(() => member.Count(-1));
                }
                else
                {
                    Monitor.PulseAll(owner._gate);
                }
            }
        }
    }
}
