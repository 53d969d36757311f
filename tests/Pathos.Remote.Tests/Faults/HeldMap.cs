using System.Globalization;

namespace Pathos.Remote.Tests;

/// <summary>A map caught in the middle: its first items have come back, each worker holds one at a gate, and the others wait.</summary>
internal sealed class HeldMap : IDisposable
{
    private const int Items = 40;
    private const int Finished = 6;

    // Longer than the hub calls short: it then gives a worker one item at a time, so that each worker comes to the gate.
    private static readonly TimeSpan s_work = TimeSpan.FromMilliseconds(15);

    private readonly TestFolder _folder = new();
    private readonly FileLedger _begun;
    private readonly FileLedger _held;
    private readonly FileGate _gate;
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task<List<Outcome<int>>> _outcomes;

    private HeldMap(Pool pool)
    {
        _begun = _folder.Ledger("begun");
        _held = _folder.Ledger("held");
        _gate = _folder.Gate();
        _outcomes = Task.Run(() => CollectAsync(Start(pool, _begun, _held, _gate)));
    }

    /// <summary>Starts it, and waits until that many workers hold an item.</summary>
    public static async Task<HeldMap> StartAsync(Pool pool, int workers)
    {
        var map = new HeldMap(pool);
        await Task.WhenAny(map._outcomes, Task.WhenAll(map._finished.Task, map._gate.EnteredAsync(workers))).Unwrap().Soon();
        return map;
    }

    /// <summary>Gets the items that were held on a host, and in which processes.</summary>
    public IReadOnlyList<(int Item, int Process)> HeldOn(string host) =>
        [.. _held.Entries.Select(static entry => entry.Split(' ')).Where(words => words[1] == host).Select(static words => (Number(words[0]), Number(words[2])))];

    /// <summary>Waits until the host holds more items than these: it takes work of the map, and not for one of its old processes.</summary>
    public Task TakesMoreAsync(string host, IReadOnlyList<(int Item, int Process)> before) => FileGate.PollAsync(
        () => HeldOn(host).Any(held => !before.Any(old => old.Process == held.Process)), $"{host} to hold an item in a new worker");

    /// <summary>Lets all items go and asserts that the map ends right: only those that were executing where something was lost began again.</summary>
    /// <param name="lost">What was executing there.</param>
    /// <param name="cutOff">A host that works on, though nobody hears of it: the gate opens for it too, and then it begins what it has been given in advance. None by default.</param>
    public async Task EndsRightAsync(IEnumerable<(int Item, int Process)> lost, string? cutOff = null)
    {
        int[] twice = [.. lost.Select(static held => held.Item)];
        _gate.Open();

        List<Outcome<int>> outcomes = await _outcomes.Soon();

        Assert.Equal(Enumerable.Range(0, Items).Select(static x => (x, x + 1)), outcomes.OrderBy(static outcome => outcome.Index).Select(static outcome => ((int)outcome.Index, outcome.Value)));
        Assert.All(outcomes, outcome => Assert.Equal((outcome.Index, twice.Contains((int)outcome.Index) ? 2 : 1), (outcome.Index, outcome.Attempts)));
        ILookup<int, string> begun = _begun.Entries.Select(static entry => entry.Split(' ')).ToLookup(static words => Number(words[0]), static words => words[1]);
        Assert.All(Enumerable.Range(0, Items), x =>
        {
            string[] hosts = [.. begun[x]];
            bool wentUnheard = hosts.Length == 2 && !twice.Contains(x) && hosts.Contains(cutOff);
            Assert.True(wentUnheard || hosts.Length == (twice.Contains(x) ? 2 : 1), $"Item {x} began on {string.Join(", ", hosts)}.");
        });
    }

    public void Dispose()
    {
        _gate.Open();
        _folder.Dispose();
    }

    private static IAsyncEnumerable<Outcome<int>> Start(Pool pool, FileLedger begun, FileLedger held, FileGate gate) => pool.MapOutcomes(
        x =>
        {
            begun.Add($"{x} {Where.Host}");
            using var never = new ManualResetEventSlim();
            never.Wait(s_work);
            if (x >= Finished && TaskContext.Current.Attempt == 1)
            {
                held.Add($"{x} {Where.Host} {Environment.ProcessId}");
                gate.Pass();
            }

            return x + 1;
        },
        Enumerable.Range(0, Items),
        new MapOptions { ChunkSize = 1 });

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private async Task<List<Outcome<int>>> CollectAsync(IAsyncEnumerable<Outcome<int>> outcomes)
    {
        List<Outcome<int>> all = [];
        await foreach (Outcome<int> outcome in outcomes)
        {
            all.Add(outcome);
            if (all.Count == Finished)
            {
                _finished.SetResult();
            }
        }

        return all;
    }
}
