using Pathos.Wire;

namespace Pathos.Distributed.Tests;

/// <summary>A worker that was let in and says what cannot be: it is ended with a reason, and its items run elsewhere.</summary>
public sealed class LyingWorkerTests
{
    private const int Items = 40;

    private static readonly MapOptions s_once = new() { ChunkSize = 4, Errors = ErrorPolicy.Complete };

    public static TheoryData<string, string> Lies => new()
    {
        { "too many durations", "Results.DurationTicks has" },
        { "too few durations", "Results.DurationTicks has" },
        { "a negative time", "Results.ElapsedTicks" },
        { "ready twice", "says twice that it is ready" },
        { "the progress of another's item", "not of its batch" },
        { "a long line", "Output.Text" },
        { "questions without end", "takes no answers" },
    };

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task MapOutcomes_OneWorkerLies_IsEndedWithThatReasonAndEveryItemIsRight(string lie, string reason)
    {
        var log = new WarningLog();

        List<Outcome<int>> outcomes = await MapAsync(Liar(lie), log);

        Assert.Equal(Enumerable.Range(0, Items).Select(static x => (long)x), outcomes.Select(static outcome => outcome.Index).Order());
        Assert.All(outcomes, static outcome => Assert.Equal((outcome.Index, outcome.Index * 2), (outcome.Index, (long)outcome.Value)));
        Assert.Contains(log.Lines, line => line.Contains(reason, StringComparison.Ordinal));
    }

    private static async Task<List<Outcome<int>>> MapAsync(Action<Frame, LyingLauncher> speak, WarningLog log)
    {
        var options = new ProcessPoolOptions { Logger = log, Output = static _ => { } };
        var door = new Door();
        await using var pool = new Pool(["local/1"], options, () => new DistributedBackend(1, options, Open));
        return await pool.MapOutcomes(static x => x * 2, Enumerable.Range(0, Items), s_once).Collected();

        Hub Open(HubOptions hubOptions) => new(hubOptions, door, new HubSite(new LyingLauncher(door, speak), 1));
    }

    private static Action<Frame, LyingLauncher> Liar(string lie)
    {
        bool hasLied = false;
        return (frame, hub) =>
        {
            if (frame.Kind != MessageKind.Results || hasLied)
            {
                hub.Pass(frame);
                return;
            }

            Results results = Results.Read(frame.Body.Span, out int length);
            if (lie == "too few durations" && results.DurationTicks.Count < 2)
            {
                // A frame with a single result. Without its duration it would be one that tells none, which is allowed.
                hub.Pass(frame);
                return;
            }

            hasLied = true;
            byte[] payload = frame.Body[length..].ToArray();
            switch (lie)
            {
                case "too many durations":
                    Tell(results with { DurationTicks = [.. results.DurationTicks, 1] });
                    break;
                case "too few durations":
                    Tell(results with { DurationTicks = [.. results.DurationTicks.Skip(1)] });
                    break;
                case "a negative time":
                    Tell(results with { ElapsedTicks = long.MinValue });
                    break;
                case "ready twice":
                    hub.Send(new Message(MessageKind.Ready, 0, NoFields.Instance));
                    break;
                case "the progress of another's item":
                    hub.Send(new Message(MessageKind.Report, frame.Id, new Report("half", 0.5, Items + 1)));
                    break;
                case "a long line":
                    hub.Send(new Message(MessageKind.Output, frame.Id, new Output(new string('x', Bounds.Output + 1), true, -1)));
                    break;
                default:
                    Ask(hub);
                    break;
            }

            void Tell(Results untrue) => hub.Send(new Message(MessageKind.Results, frame.Id, untrue, payload, frame.Blocks));
        };
    }

    private static void Ask(LyingLauncher hub)
    {
        hub.StopReading();
        for (int number = 0; number < 2_000_000; number++)
        {
            hub.Send(new Message(MessageKind.AssemblyWanted, number, new AssemblyWanted("Pathos.Core", Guid.Empty, 0, null, IsNative: false, WantsImage: true)));
        }
    }
}
