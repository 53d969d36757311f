using Pathos.Distributed;

namespace Pathos;

/// <summary>Runs commands on other hosts, through the system's SSH client and with the keys, hosts and jumps that it is configured
/// with.</summary>
/// <remarks>
/// A host is <c>[user@]host[:port]</c>, where host may be an alias of the client's configuration; it must have a POSIX <c>sh</c>. A
/// command is a line for the shell that the user has there:
/// quote in it what comes from elsewhere.
/// </remarks>
public static class RemoteShell
{
    private const int RememberedErrors = 64 << 10;

    /// <summary>Runs a command and waits for its end.</summary>
    /// <param name="host">Where, <c>[user@]host[:port]</c>.</param>
    /// <param name="command">What the user's shell there runs.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the command on the host too, with all processes that it started: they are asked first
    /// (SIGTERM), and killed 5 seconds later.</param>
    /// <returns>Its output and exit code.</returns>
    /// <exception cref="HostSpecException">The host is not well formed.</exception>
    /// <exception cref="SshException">The host cannot be used, or the connection was lost; in the latter case the command may run
    /// on.</exception>
    /// <exception cref="RemoteCommandException">The command failed, unless <see cref="RemoteShellOptions.ThrowOnFailure"/> says
    /// otherwise.</exception>
    public static async Task<RemoteResult> RunAsync(
        string host, string command, RemoteShellOptions? options = null, CancellationToken cancellationToken = default)
    {
        RemoteProcess process = await StartAsync(host, command, options, cancellationToken).ConfigureAwait(false);
        return await WaitToEndAsync(process, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Starts a command and returns when it runs.</summary>
    /// <param name="host">Where, <c>[user@]host[:port]</c>.</param>
    /// <param name="command">What the user's shell there runs.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Gives up before it runs. Afterwards, <see cref="RemoteProcess.KillAsync"/> ends it.</param>
    /// <returns>The process, to be disposed.</returns>
    /// <exception cref="HostSpecException">The host is not well formed.</exception>
    /// <exception cref="SshException">The host cannot be used. The command did not run.</exception>
    public static async Task<RemoteProcess> StartAsync(
        string host, string command, RemoteShellOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(command);
        options ??= new RemoteShellOptions();
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxCapturedBytes);
        var script = RemoteScript.OfUser(command, options);
        var output = new OutputSink(options.MaxCapturedBytes, options.OnOutput, options.OutputStream);
        var error = new OutputSink(options.MaxCapturedBytes, options.OnError, options.ErrorStream);
        return await StartAsync(
            host, script, command, options, output, error, options.OpenInput(), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes words so that a POSIX shell reads them back as they are: what comes from elsewhere belongs into a command only
    /// so.</summary>
    /// <param name="words">The words, for example a program and its arguments.</param>
    /// <returns>The words, quoted where needed and parted by spaces.</returns>
    /// <exception cref="ArgumentException">A word holds the character NUL.</exception>
    public static string Quote(params IEnumerable<string> words) => ShellQuote.Words(words);

    /// <summary>Runs a script of ours, with streams that may be long, for what is built on commands.</summary>
    internal static async Task<RemoteResult> RunAsync(
        string host, string script, string name, SshOptions options, OutputSink output, Stream? input, CancellationToken cancellationToken)
    {
        var error = new OutputSink(RememberedErrors);
        var shell = new RemoteShellOptions { Ssh = options, ThrowOnFailure = false };
        RemoteProcess process = await StartAsync(
            host, RemoteScript.OfPosix(script), name, shell, output, error, input, cancellationToken).ConfigureAwait(false);
        return await WaitToEndAsync(process, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<RemoteProcess> StartAsync(
        string host, RemoteScript script, string command, RemoteShellOptions options, OutputSink output, OutputSink error, Stream? input, CancellationToken cancellationToken)
    {
        SshSession session = await SshSession.StartAsync(
            SshHost.Parse(host), options.Ssh, script, output, error, input, cancellationToken).ConfigureAwait(false);
        return new RemoteProcess(session, host, command, options, output, error);
    }

    private static async Task<RemoteResult> WaitToEndAsync(RemoteProcess process, CancellationToken cancellationToken)
    {
        await using (process.ConfigureAwait(false))
        {
            try
            {
                return await process.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                await process.EndForAsync(cancellationToken).ConfigureAwait(false);
                throw;
            }
        }
    }
}
