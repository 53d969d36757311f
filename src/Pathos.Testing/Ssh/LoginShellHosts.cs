namespace Pathos;

/// <summary>Real OpenSSH servers, one for each shell that users log in with. Disposing ends every process of theirs and removes their
/// files.</summary>
/// <remarks>
/// <para>The last of them has nothing but busybox: as the login shell, as <c>/bin/sh</c>, and as every program in PATH.</para>
/// <para>It needs root, and the shells, which <c>eng/install-components</c> installs.</para>
/// </remarks>
public sealed class LoginShellHosts : IAsyncDisposable
{
    // What follows a name is the package that it comes with.
    private static readonly (string Name, string Program, string Package)[] s_shells =
    [
        ("bash", "bash", "bash"), ("dash", "dash", "dash"), ("zsh", "zsh", "zsh"), ("csh", "bsd-csh", "csh"), ("tcsh", "tcsh", "tcsh"),
        ("fish", "fish", "fish"), (Busybox, Busybox, Busybox),
    ];

    private const string Busybox = "busybox";

    private readonly string _tools;
    private readonly Dictionary<string, string> _programs;

    private LoginShellHosts(string tools, SshServers servers)
    {
        _tools = tools;
        _programs = s_shells.ToDictionary(static shell => shell.Name, shell => ProgramOf(shell.Name, tools), StringComparer.Ordinal);
        Servers = servers;
    }

    /// <summary>Gets the names of the shells.</summary>
    public static IReadOnlyList<string> Shells { get; } = [.. s_shells.Select(static shell => shell.Name)];

    /// <summary>Gets the servers, and the client configuration that knows them.</summary>
    public SshServers Servers { get; }

    /// <summary>Gets the server where users log in with a shell.</summary>
    /// <param name="shell">Its name.</param>
    public SshServer this[string shell] => Servers.All[Shells.ToList().IndexOf(shell)];

    /// <summary>Gets the path of a shell, as the servers' sessions know it.</summary>
    /// <param name="shell">Its name.</param>
    public string ProgramOf(string shell) => _programs[shell];

    /// <summary>Starts the servers and waits until all listen.</summary>
    /// <returns>The servers.</returns>
    /// <exception cref="InvalidOperationException">This user is not root, or a program is missing; the message says which.</exception>
    public static async Task<LoginShellHosts> StartAsync()
    {
        string tools = Directory.CreateTempSubdirectory("pathos-shells-").FullName;
        try
        {
            string busybox = SystemProgram.Find(Busybox, Busybox);
            await SystemProgram.RunAsync(busybox, "--install", "-s", tools).ConfigureAwait(false);
            IReadOnlyList<string> hosts = SshServers.NamesOf(s_shells.Length);
            SshServers servers = await SshServers.StartAsync(
                s_shells.Length, host => SetupOf(Shells[hosts.ToList().IndexOf(host)], tools, busybox)).ConfigureAwait(false);
            return new LoginShellHosts(tools, servers);
        }
        catch
        {
            Directory.Delete(tools, recursive: true);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Servers.DisposeAsync().ConfigureAwait(false);
        Directory.Delete(_tools, recursive: true);
    }

    private static SshServerSetup SetupOf(string shell, string tools, string busybox) => shell != Busybox
        ? new SshServerSetup { LoginShell = ProgramOf(shell, tools), Environment = Variables() }
        : new SshServerSetup
        {
            LoginShell = ProgramOf(shell, tools),
            Files = new Dictionary<string, string>(StringComparer.Ordinal) { ["/bin/sh"] = busybox },
            Environment = Variables(("PATH", tools)),
        };

    // As hosts have it: without, fish takes no character but those of ASCII.
    private static Dictionary<string, string> Variables(params (string Name, string Value)[] more) =>
        more.Append(("LANG", "C.UTF-8"))
            .ToDictionary(static variable => variable.Item1, static variable => variable.Item2, StringComparer.Ordinal);

    private static string ProgramOf(string shell, string tools)
    {
        (_, string program, string package) = s_shells.Single(known => known.Name == shell);

        // What busybox is depends on the name that it is called by.
        return shell == Busybox ? Path.Combine(tools, "ash") : SystemProgram.Find(program, package);
    }
}
