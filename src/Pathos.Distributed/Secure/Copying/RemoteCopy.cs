using System.IO.Pipelines;
using Pathos.Distributed;

namespace Pathos;

/// <summary>Copies files and folders from and to other hosts, through the system's SSH client. The host needs a POSIX <c>sh</c> and
/// <c>tar</c>.</summary>
/// <remarks>
/// <para>A target that is a folder, or ends in '/', gets the copy inside, under the source's name; otherwise it is the copy's name. Its
/// folder must be there. A folder that is there already keeps what the source does not have. On the other host, paths are relative to the
/// home folder.</para>
/// <para>Contents, permissions and times of files are kept, links within folders stay links, owners are not kept. A link that lies in the
/// target is replaced and never entered; only the target itself may be reached by links. A copy is received beside its name and moved
/// there when it is whole; a failure leaves nothing of it. Only a host that loses power may keep a folder <c>.pathos-...</c> there.</para>
/// </remarks>
public static class RemoteCopy
{
    /// <summary>Copies a file or folder of this machine to another host.</summary>
    /// <param name="source">The file or folder.</param>
    /// <param name="host">Where to, <c>[user@]host[:port]</c>.</param>
    /// <param name="target">The name or folder there.</param>
    /// <param name="options">How the host is reached; null for the defaults.</param>
    /// <param name="progress">Hears how far it is; null when the caller does not want to know.</param>
    /// <param name="cancellationToken">Gives up; then there is nothing new at the target.</param>
    /// <returns>Done when the copy is there.</returns>
    /// <exception cref="RemoteCopyException">Source or target is not as it should be.</exception>
    /// <exception cref="SshException">The host cannot be used, or the connection was lost.</exception>
    public static async Task UploadAsync(string source, string host, string target, SshOptions? options = null, IProgress<CopyProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        ArgumentException.ThrowIfNullOrEmpty(target);
        FileSystemInfo item = Directory.Exists(source)
            ? new DirectoryInfo(Path.TrimEndingDirectorySeparator(Path.GetFullPath(source)))
            : new FileInfo(source);
        if (!item.Exists)
        {
            throw CopyFailure.Here(host, item.FullName, new FileNotFoundException("there is nothing of that name"), isTarget: false);
        }

        string name = item.Name;
        item = item.ResolveLinkTarget(returnFinalTarget: true) ?? item;
        var pipe = new Pipe();
        using var packing = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task packed = PackAsync(host, item, name, pipe.Writer, progress, packing.Token);
        try
        {
            RemoteResult result = await RemoteShell.RunAsync(
                host, CopyScripts.ReceiveAt(target, name), $"copy to {target}", options ?? new SshOptions(), new OutputSink(0), pipe.Reader.AsStream(), cancellationToken).ConfigureAwait(false);
            if (result.ExitCode != 0)
            {
                throw CopyFailure.OnHost(host, target, result, isTarget: true);
            }
        }
        finally
        {
            // A host that gave up does not read any more. Without this, all the rest would be packed for nothing.
            await packing.CancelAsync().ConfigureAwait(false);
            await packed.ConfigureAwait(false);
        }
    }

    /// <summary>Copies a file or folder of another host to this machine.</summary>
    /// <param name="host">Where from, <c>[user@]host[:port]</c>.</param>
    /// <param name="source">The file or folder there.</param>
    /// <param name="target">The name or folder here.</param>
    /// <param name="options">How the host is reached; null for the defaults.</param>
    /// <param name="progress">Hears how far it is; null when the caller does not want to know.</param>
    /// <param name="cancellationToken">Gives up; then there is nothing new at the target.</param>
    /// <returns>Done when the copy is there.</returns>
    /// <remarks>Takes no more than the default <see cref="CopyLimits"/>; another overload takes others.</remarks>
    /// <exception cref="RemoteCopyException">Source or target is not as it should be, or the host sends more than the limits
    /// allow.</exception>
    /// <exception cref="SshException">The host cannot be used, or the connection was lost.</exception>
    public static Task DownloadAsync(string host, string source, string target, SshOptions? options = null,
        IProgress<CopyProgress>? progress = null, CancellationToken cancellationToken = default) =>
        DownloadAsync(host, source, target, CopyLimits.Default, options, progress, cancellationToken);

    /// <summary>Copies a file or folder of another host to this machine, and takes no more than was said.</summary>
    /// <param name="host">Where from, <c>[user@]host[:port]</c>.</param>
    /// <param name="source">The file or folder there.</param>
    /// <param name="target">The name or folder here.</param>
    /// <param name="limits">How much is taken at most.</param>
    /// <param name="options">How the host is reached; null for the defaults.</param>
    /// <param name="progress">Hears how far it is; null when the caller does not want to know.</param>
    /// <param name="cancellationToken">Gives up; then there is nothing new at the target.</param>
    /// <returns>Done when the copy is there.</returns>
    /// <exception cref="RemoteCopyException">Source or target is not as it should be, or the host sends more than the limits
    /// allow.</exception>
    /// <exception cref="SshException">The host cannot be used, or the connection was lost.</exception>
    public static async Task DownloadAsync(
        string host, string source, string target, CopyLimits limits, SshOptions? options = null, IProgress<CopyProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentException.ThrowIfNullOrEmpty(source);
        ArgumentException.ThrowIfNullOrEmpty(target);
        try
        {
            string name = Path.GetFileName(source.TrimEnd('/'));
            using var place = new LocalTarget(host, target, name is "" or "." or ".." or "~" ? SshHost.Parse(host).Name : name);
            await ReceiveAsync(host, source, place, limits, options ?? new SshOptions(), progress, cancellationToken).ConfigureAwait(false);
            place.Place();
        }
        catch (Exception error) when (error is not RemoteHostException and (IOException or UnauthorizedAccessException))
        {
            throw CopyFailure.Here(host, target, error, isTarget: true);
        }
    }

    private static async Task PackAsync(string host, FileSystemInfo source, string name, PipeWriter target, IProgress<CopyProgress>? progress, CancellationToken cancellationToken)
    {
        try
        {
            // Packing is work for a processor, too: not on the caller's thread.
            await Task.Run(() => ArchivePacker.WriteAsync(source, name, target.AsStream(leaveOpen: true), new CopyMeter(progress, ArchivePacker.SizeOf(source)), cancellationToken), cancellationToken).ConfigureAwait(false);
            await target.CompleteAsync().ConfigureAwait(false);
        }
        catch (EndOfStreamException error)
        {
            await target.CompleteAsync(new RemoteCopyException(host, CopyFailureReason.SourceChanged, source.FullName, error.Message, error)).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            await target.CompleteAsync(CopyFailure.Here(host, source.FullName, error, isTarget: false)).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            // Cancelled, or the progress threw: the reader of the archive hears of it.
            await target.CompleteAsync(error).ConfigureAwait(false);
        }
    }

    private static async Task ReceiveAsync(string host, string source, LocalTarget place, CopyLimits limits, SshOptions options,
        IProgress<CopyProgress>? progress, CancellationToken cancellationToken)
    {
        var pipe = new Pipe();
        using var sending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task unpacked = UnpackAsync(host, place.Data, limits, pipe.Reader, progress, sending);
        RemoteResult result;
        try
        {
            var output = new OutputSink(0, onLine: null, pipe.Writer.AsStream(leaveOpen: true));
            result = await RemoteShell.RunAsync(host, CopyScripts.SendFrom(source), $"copy from {source}", options, output, input: null, sending.Token).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            await pipe.Writer.CompleteAsync(error).ConfigureAwait(false);
            await unpacked.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

            // What the unpacking met with came first when it is what stopped the host.
            if (error is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            {
                await unpacked.ConfigureAwait(false);
            }

            throw;
        }

        await pipe.Writer.CompleteAsync().ConfigureAwait(false);
        if (result.ExitCode != 0)
        {
            await unpacked.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw CopyFailure.OnHost(host, source, result, isTarget: false);
        }

        await unpacked.ConfigureAwait(false);
    }

    private static async Task UnpackAsync(string host, string root, CopyLimits limits, PipeReader source,
        IProgress<CopyProgress>? progress, CancellationTokenSource sending)
    {
        try
        {
            var unpacker = new ArchiveUnpacker(host, root, new CopyMeter(progress, totalBytes: null), limits);
            await Task.Run(() => unpacker.ReadAsync(source.AsStream(leaveOpen: true), sending.Token)).ConfigureAwait(false);
        }
        catch
        {
            // The unpacker takes no more of what the host sends: the host is told to stop.
            await sending.CancelAsync().ConfigureAwait(false);
            throw;
        }
        finally
        {
            await source.CompleteAsync().ConfigureAwait(false);
        }
    }
}
