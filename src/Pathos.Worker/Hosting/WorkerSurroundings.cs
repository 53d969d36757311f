using Pathos.Serialization;
using Pathos.Wire;

namespace Pathos.Worker;

/// <summary>What a worker may do to the place it runs in: a process of its own, or threads of another process.</summary>
internal abstract class WorkerSurroundings
{
    /// <summary>Where the types of closures come from.</summary>
    public abstract ITypeSource OpenTypes(Func<AssemblyRequest, AssemblyReply?> ask);

    /// <summary>The hub's position cell of this worker.</summary>
    public abstract PositionPage OpenPage(string? path);

    /// <summary>Sends console output to the hub from now on.</summary>
    public abstract void ForwardConsole(ConsoleForwarding forwarding);

    /// <summary>Gets whether the memory of the process is the worker's own to answer for.</summary>
    public virtual bool MeasuresMemory => true;

    /// <summary>Gets a folder that the workers of the pool on this host share; null where they share none.</summary>
    public virtual string? SharedFolder => null;

    /// <summary>Gets what keeps apart the processes that tasks start; null where they are not ended with their tasks.</summary>
    public virtual IItemTraces? Traces => null;

    /// <summary>The hub is gone, so results are not needed: end at once, whatever runs here.</summary>
    public abstract void Abandon();

    /// <summary>The hub let the worker go.</summary>
    public abstract void Leave();

    /// <summary>Shows tasks the program that opened the pool: its base directory, entry assembly, settings and dependency files.</summary>
    /// <param name="program">What is known of it.</param>
    /// <param name="types">Where its entry assembly comes from.</param>
    /// <param name="fetch">Brings the content of a file by its hash; null when it cannot be had.</param>
    public abstract void UseProgram(ProgramFields program, ITypeSource types, Func<string, byte[]?> fetch);

    /// <summary>Takes over the settings of that program which need its code: encodings, and data of <see cref="AppContext"/>.</summary>
    /// <param name="program">What is known of it.</param>
    /// <param name="setup">What came along; null for nothing.</param>
    public abstract void UseSettings(ProgramFields program, WorkerSetup? setup);

    public abstract void UseCulture(string culture, string uiCulture);
}
