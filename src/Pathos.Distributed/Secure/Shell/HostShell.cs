using System.Diagnostics;

namespace Pathos.Distributed;

/// <summary>Runs small scripts of ours, on a host or here.</summary>
internal static class HostShell
{
    // Lists of processes and ports are far smaller.
    private const int Bound = 16 << 20;

    /// <param name="host">Null for this machine.</param>
    /// <returns>How it ended. What is more than a list can be is cut at its beginning, and then the result says so.</returns>
    public static async Task<RemoteResult> RunAsync(SshHost? host, SshOptions options, string script, CancellationToken cancellationToken)
    {
        if (host is null)
        {
            return await RunHereAsync(script, cancellationToken).ConfigureAwait(false);
        }

        OutputSink output = new(Bound), error = new(Bound);
        SshSession session = await SshSession.StartAsync(
            host, options, RemoteScript.OfPosix(script), output, error, input: null, cancellationToken).ConfigureAwait(false);
        try
        {
            int code = await session.Ended.WaitAsync(cancellationToken).ConfigureAwait(false);
            return new RemoteResult(output.Text(), error.Text(), code, output.IsTruncated);
        }
        finally
        {
            await session.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static async Task<RemoteResult> RunHereAsync(string script, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("/bin/sh")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(script);
        using Process shell = Process.Start(start)!;
        try
        {
            shell.StandardInput.Close();
            Task<string> output = shell.StandardOutput.ReadToEndAsync(cancellationToken);
            string error = await shell.StandardError.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
            await shell.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            return new RemoteResult(await output.ConfigureAwait(false), error, shell.ExitCode, IsTruncated: false);
        }
        finally
        {
            if (!shell.HasExited)
            {
                shell.Kill();
            }
        }
    }
}
