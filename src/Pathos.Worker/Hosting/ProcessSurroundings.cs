using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Pathos.Launching;
using Pathos.Serialization;
using Pathos.Wire;

namespace Pathos.Worker;

/// <summary>A worker that has a process to itself.</summary>
/// <param name="address">The hub's socket, in the folder of the pool.</param>
internal sealed partial class ProcessSurroundings(string address) : WorkerSurroundings
{
    private const int OwnerAnswersWithinMilliseconds = 500;

    // A worker whose pool is gone, or has cut it off, ends with this code.
    private const int PoolIsGone = 69;

    private readonly StartedProcesses? _started =
        Environment.GetEnvironmentVariable(WorkerMark.Variable) is { Length: > 0 } mark ? new StartedProcesses(mark) : null;

    private PositionPage? _page;

    public override string SharedFolder { get; } = Path.GetDirectoryName(address)!;

    public override ITypeSource OpenTypes(Func<AssemblyRequest, AssemblyReply?> ask)
    {
        var types = new ShippedAssemblies(ask, TemporaryPlace.RefusalOf, opensFilesOfTheClient: CodeCache.OfThisHost is null);
        types.Install();
        return types;
    }

    public override IItemTraces? Traces => _started;

    public override PositionPage OpenPage(string? path)
    {
        _page = path is null ? PositionPage.Private() : PositionPage.Shared(path);
        if (_page.Work is { } cell)
        {
            _started?.WriteTo(cell);
        }

        return _page;
    }

    public override void ForwardConsole(ConsoleForwarding forwarding)
    {
        Console.SetOut(forwarding.Output);
        Console.SetError(forwarding.Error);
    }

    public override void Abandon()
    {
        if (_page is { } page && PositionCell.IsExecuting(page.Cell.Value))
        {
            // What it executes is lost. What finished tasks started is not.
            _started?.Discard();
        }

        if (IsOwnerGone())
        {
            RemoveFolder();
        }

        DiagnosticFiles.Remove(ProcessRecord.OfThisProcess());

        // Not Environment.Exit: it waits for handlers of user code that may be stuck, and no process is left to wait for them.
        if (OperatingSystem.IsWindows())
        {
            using Process self = Process.GetCurrentProcess();
            self.Kill();
        }

        EndNow(PoolIsGone);
    }

    public override void Leave() => Environment.Exit(0);

    public override void UseProgram(ProgramFields program, ITypeSource types, Func<string, byte[]?> fetch) =>
        ShownProgram.Show(program, SharedFolder, types, fetch);

    public override void UseSettings(ProgramFields program, WorkerSetup? setup) => ShownSettings.Use(program, setup);

    public override void UseCulture(string culture, string uiCulture)
    {
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = Find(culture);
        CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.CurrentUICulture = Find(uiCulture);

        // The invariant culture is at hand; any other loads the library of cultures, which a task that needs none should not wait for.
        static CultureInfo Find(string name) => name.Length == 0 ? CultureInfo.InvariantCulture : CultureInfo.GetCultureInfo(name);
    }

    /// <summary>Tells whether the hub no longer listens: a connection can end alone, and then the folder is that of a pool which goes on without this worker.</summary>
    /// <remarks>
    /// A process that is killed loses its descriptors one by one, so it may still take a call after it has hung up. It hangs up on that one too then, while a pool that lives
    /// gives a caller seconds to introduce himself.
    /// </remarks>
    private bool IsOwnerGone()
    {
        try
        {
            while (true)
            {
                using var caller = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = OwnerAnswersWithinMilliseconds };
                caller.Connect(new UnixDomainSocketEndPoint(address));
                caller.Receive(new byte[1]);
            }
        }
        catch (SocketException error)
        {
            return error.SocketErrorCode is SocketError.ConnectionRefused or SocketError.ConnectionReset;
        }
    }

    /// <summary>A parent that was killed could not tidy up: its workers do it, all of them at once and in each other's way.</summary>
    public void RemoveFolder() => LeftFolder.Clear(SharedFolder, LeftFolder.ReadOwner(SharedFolder));

    [LibraryImport("libc", EntryPoint = "_exit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void EndNow(int code);
}
