using System.Reflection;
using Pathos.Serialization;
using Pathos.Wire;

namespace Pathos.Hostile.Tests;

/// <summary>A hostile server, which holds the secret, beside honest workers of this machine: the same as a hostile worker, and no more.</summary>
public sealed class HostileServerTests
{
    public static TheoryData<string> Samples() => HostileAnswerTests.Samples();

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Results_AndTheirExceptionsAreGadgets_NothingRuns(string gadget)
    {
        using var trap = new Trap();
        Payload payload = GadgetTests.Build(trap, () => Gadgets.All[gadget].WriteException(static value => new ArgumentException("with data") { Data = { ["gadget"] = value } }, typeof(HostileServer)));
        using var server = new HostileServer(new HostileScript { OnBatch = (worker, batch, count) => HostileScript.Fail(worker, batch, count, payload) });
        await using Pool pool = Pool.Connect($"{server.Spec}/1", PoolCredentials.FromSecret(HostileServer.Secret));

        List<Outcome<int>> outcomes = await pool.MapOutcomes(static x => x, [1, 2, 3]).Collected();

        Assert.All(outcomes, static outcome => Assert.Null(Assert.IsType<ArgumentException>(outcome.Error).Data["gadget"]));
        trap.AssertUntouched();
    }

    [Fact]
    public async Task Questions_GoBeyondWhatWasSent_AreAnsweredWithNothing()
    {
        Assembly own = typeof(HostileServerTests).Assembly;
        using var trap = new Trap();
        using var files = new PlantedFiles(AppContext.BaseDirectory, "secret", "appsettings.json", ".env");
        var script = new HostileScript();
        script = script with
        {
            OnBatch = (worker, batch, count) =>
            {
                string[] names = ["appsettings.json", ".env", "/etc/passwd", "../x", "wwwroot/uploads/plugin", "id_rsa"];
                script.Tell(string.Join(' ', names.Where(name =>
                    worker.AskForCode(name).Answer.IsFound || worker.AskForCode(name, isNative: true).Answer.IsFound || worker.AskForValue(name) is not null))
                    + worker.AskForCode(own.GetName().Name!, own.ManifestModule.ModuleVersionId).Answer.IsFound);
                HostileScript.Succeed(worker, batch, count);
            },
        };
        using var server = new HostileServer(script);
        await using Pool pool = Pool.Connect($"{server.Spec}/1", PoolCredentials.FromSecret(HostileServer.Secret));

        int[] results = await pool.MapAsync(static x => x, [1]).Soon();

        Assert.Equal([0], results);
        Assert.Equal("True", await script.Learned.Soon());
        trap.AssertUntouched();
    }

    [Theory]
    [InlineData(MessageKind.OpenNode)]
    [InlineData(MessageKind.StartWorker)]
    [InlineData(MessageKind.CodeAnswer)]
    [InlineData(MessageKind.Results)]
    [InlineData(MessageKind.AssemblyWanted)]
    [InlineData((MessageKind)250)]
    public async Task Node_SendsWhatNoNodeSends_ItsPlaceIsLostWithThatReason(object kind)
    {
        using var trap = new Trap();
        using var server = new HostileServer(new HostileScript()) { OnClient = client => client.Post(new Message((MessageKind)kind, 1, NoFields.Instance, new byte[64], [])) };
        await using Pool pool = Pool.Connect($"{server.Spec}/1", PoolCredentials.FromSecret(HostileServer.Secret), new ProcessPoolOptions { OpenTimeout = TestTimeouts.Quiet });

        Exception? error = await Record.ExceptionAsync(() => pool.MapAsync(static x => x, [1]).Soon());

        Assert.True(error is PoolException, error?.ToString() ?? "It worked.");
        trap.AssertUntouched();
    }
}
