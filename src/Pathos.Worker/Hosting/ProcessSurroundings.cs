using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Pathos.Launching;
using Pathos.Serialization;
using Pathos.Wire;

namespace Pathos.Worker;

/// <summary>A worker that has a process to itself.</summary>
/// <param name="address">The hub's socket, in the folder of the pool.</param>
internal sealed class ProcessSurroundings(string address) : WorkerSurroundings
{
    private const int OwnerAnswersWithinMilliseconds = 500;

    public override string SharedFolder { get; } = Path.GetDirectoryName(address)!;

    public override ITypeSource OpenTypes(Func<AssemblyRequest, AssemblyReply?> ask)
    {
        var types = new ShippedAssemblies(ask, opensFilesOfTheClient: CodeCache.OfThisHost is null);
        types.Install();
        return types;
    }

    public override PositionPage OpenPage(string? path) => path is null ? PositionPage.Private() : PositionPage.Shared(path);

    public override void ForwardConsole(ConsoleForwarding forwarding)
    {
        Console.SetOut(forwarding.Output);
        Console.SetError(forwarding.Error);
    }

    public override void Abandon()
    {
        if (IsOwnerGone())
        {
            RemoveFolder();
        }

        // Not Environment.Exit: it waits for handlers and finalizers of code that may be stuck. Nobody is left to wait for us.
        using Process self = Process.GetCurrentProcess();
        self.Kill();
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

    /// <summary>Tells whether nobody listens any more: a connection can end alone, and then the folder is that of a pool which goes on without this worker.</summary>
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

    /// <summary>A parent that was killed could not tidy up: its workers do it for it, all of them at once and in each other's way.</summary>
    public void RemoveFolder()
    {
        for (int attempt = 0; attempt < 5 && Directory.Exists(SharedFolder); attempt++)
        {
            try
            {
                Directory.Delete(SharedFolder, recursive: true);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Another worker took away what this one was about to; what is left is less, and the next look sees it.
            }
        }
    }
}
