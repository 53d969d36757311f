using Microsoft.Extensions.Logging;

namespace Pathos.Distributed;

/// <summary>The files of a server, as a host gets them: the worker program as what starts it, this library beside it, and the worker
/// program once more, alone, for the workers. Hashed once a process.</summary>
/// <remarks>Workers must not see what the server needs: their code is that of the clients, who bring logging of their own.</remarks>
internal static class ServerFiles
{
    private const string Workers = "pathos-worker/";

    private static readonly Lazy<ShippedFiles> s_files = new(static () => ShippedFiles.Of(
    [
        .. WorkerFiles.Below(""),
        .. WorkerFiles.Below(Workers),
        Of(typeof(PoolServer)),
        Of(typeof(ILogger)),
        WorkerFiles.Config,
    ]));

    /// <exception cref="PoolOpenException">The files are not there: the worker program is not beside this one, or this one is a single
    /// file.</exception>
    public static ShippedFiles OfThisProgram => s_files.Value;

    private static ShippedFile Of(Type type)
    {
        string path = type.Assembly.Location;
        return path.Length > 0
            ? ShippedFile.Of(Path.GetFileName(path), path)
            : throw new PoolOpenException($"This program is a single file, and cannot send {type.Assembly.GetName().Name}.dll, which a server needs. Use the command: pathos connect HOST --serve");
    }
}
