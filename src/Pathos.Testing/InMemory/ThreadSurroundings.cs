using Pathos.Serialization;
using Pathos.Wire;
using Pathos.Worker;

namespace Pathos;

/// <summary>A worker that shares its process with its hub: code is there already, and nothing of the process is the worker's to change or to end.</summary>
internal sealed class ThreadSurroundings : WorkerSurroundings
{
    private PositionPage? _page;

    public (long BatchId, int Position)? Position => _page?.Cell.Value;

    public override bool MeasuresMemory => false;

    public override ITypeSource OpenTypes(Func<AssemblyRequest, AssemblyReply?> ask) => new LoadedAssemblies();

    public override PositionPage OpenPage(string? path) => _page = PositionPage.Private();

    public override void ForwardConsole(ConsoleForwarding forwarding)
    {
        // The console is everybody's here; what a task writes is there already.
    }

    public override void Abandon()
    {
        // The threads end with their connection.
    }

    public override void Leave()
    {
        // As above.
    }

    public override void UseProgram(ProgramFields program, ITypeSource types, Func<string, byte[]?> fetch)
    {
        // The program around is the very one that opened the pool.
    }

    public override void UseSettings(ProgramFields program, WorkerSetup? setup)
    {
        // As above.
    }

    public override void UseCulture(string culture, string uiCulture)
    {
        // The culture is the process's.
    }
}
