using System.Diagnostics;
using Pathos.Launching;

namespace Pathos.Distributed;

/// <summary>Shares out the workers of a server: as many at a time as it has, to each client that has work an equal part, and what one does not use to the others.</summary>
/// <remarks>
/// A client that loses a part keeps it until the tasks there have ended; only then another gets it. Clients without work hold what nobody needs, so that their next call starts at once. Where
/// there are more clients with work than workers, they take turns.
/// </remarks>
internal sealed class FairShare : IDisposable
{
    private static readonly TimeSpan s_turn = TimeSpan.FromMilliseconds(200);

    private readonly Lock _gate = new();
    private readonly List<Member> _members = [];
    private readonly Timer _turns;
    private readonly int _capacity;
    private bool _takesTurns;

    public FairShare(int capacity)
    {
        _capacity = capacity;
        _turns = new Timer(_ => TakeTurns(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public Member Join(string name)
    {
        var member = new Member(this, name);
        Change(() => _members.Add(member));
        return member;
    }

    public void Leave(Member member) => Change(() => _members.Remove(member));

    public void Dispose() => _turns.Dispose();

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
        }
    }

    private void Allot_NeedsLock()
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        int[] targets = Targets_NeedsLock();
        bool isContended = _members.Count(static member => member.Wanted > 0) > 1;

        // What somebody holds can be given to nobody else, whosever it should be.
        int[] occupied = [.. _members.Select((member, i) => Math.Max(member.Wanted > 0 ? Math.Min(member.Granted, targets[i]) : 0, member.Held))];
        int free = Math.Max(0, _capacity - occupied.Sum());
        for (int i = 0; i < targets.Length; i++)
        {
            Member member = _members[i];
            int added = member.Wanted > 0 ? Math.Clamp(targets[i] - occupied[i], 0, free) : 0;
            free -= added;
            int granted = member.Wanted > 0 ? Math.Min(targets[i], occupied[i] + added) : targets[i];
            if (member.OnGranted is not null && (!member.IsTold || granted != member.Granted || isContended != member.IsContended))
            {
                (member.Granted, member.IsContended, member.IsTold) = (granted, isContended, true);

                // Under the lock, so that two pieces of news never pass each other: who is told only puts a message in line.
                member.OnGranted(granted, isContended);
            }
        }

        bool takesTurns = _members.Count(static member => member.Wanted > 0) > _capacity;
        if (takesTurns != _takesTurns)
        {
            _takesTurns = takesTurns;
            _turns.Change(takesTurns ? s_turn : Timeout.InfiniteTimeSpan, takesTurns ? s_turn : Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>What each would have if nothing were running: one at a time in turn to whoever still wants one, then what is left to all.</summary>
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

        // What nobody needs now is lent to those without work, in turn.
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
        public string Name { get; } = name;

        public int Wanted { get; private set; }

        public int Held { get; private set; }

        public int Granted { get; set; }

        public bool IsContended { get; set; }

        public bool IsTold { get; set; }

        public long TasksDone { get; private set; }

        public override void Want(int wanted, int held, long tasksDone) => owner.Change(() => (Wanted, Held, TasksDone) = (Math.Max(0, wanted), Math.Max(0, held), tasksDone));
    }
}
