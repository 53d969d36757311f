using System.CommandLine;
using Pathos.Cli.Remote;
using Pathos.Cli.Rendering;

namespace Pathos.Cli.Commands;

/// <summary><c>pathos copy</c>: files and folders from and to another host.</summary>
internal static class CopyCommand
{
    public static Command Create()
    {
        var source = new Argument<string>("source")
        {
            Description = "A file or folder: a path here, or host:path, where host is [user@]host or one of 'pathos hosts'.",
        };
        var target = new Argument<string>("target") { Description = "Its new name, or a folder that it goes into; here or host:path." };
        var quiet = new Option<bool>("--quiet", "-q") { Description = "No progress." };
        var limits = new CopyLimitOptions();
        var hosts = new HostArguments();
        var command = new Command(
            "copy",
            """
            Copies a file or folder between this machine and another host. Nothing is at the target until all of it is.

            Examples:
              pathos copy results maxi:
              pathos copy alice@maxi:data/input.csv .
              pathos copy model.bin maxi:/srv/models/

            Exit codes: 0 copied; 1 not copied; 2 a wrong argument; 255 the host cannot be reached, or the connection was lost.
            """)
        {
            source, target, quiet,
        };
        limits.AddTo(command);
        hosts.AddTo(command);
        command.SetAction((parsed, cancellationToken) => ExitCodes.OfAsync(async () =>
        {
            CopyEnd from = CopyEnd.Parse(parsed.GetValue(source)!), to = CopyEnd.Parse(parsed.GetValue(target)!);
            if (from.Host is null == to.Host is null)
            {
                throw new FormatException("One of source and target is on this machine, and the other is host:path.");
            }

            using CopyLine? line = parsed.GetValue(quiet) || Console.IsErrorRedirected ? null : new CopyLine(Console.Error);
            await (from.Host is { } sender
                ? RemoteCopy.DownloadAsync(HostArguments.AddressOf(sender), from.Path, to.Path, limits.Read(parsed), hosts.Ssh(parsed),
                    line, cancellationToken)
                : RemoteCopy.UploadAsync(from.Path, HostArguments.AddressOf(to.Host!), to.Path, hosts.Ssh(parsed), line, cancellationToken)).ConfigureAwait(false);
            return ExitCodes.Done;
        }));
        return command;
    }
}
