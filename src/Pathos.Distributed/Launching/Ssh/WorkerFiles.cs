using System.Text;
using Pathos.Launching;

namespace Pathos.Distributed;

/// <summary>The files of the worker program, as a host gets them. Hashed once a process.</summary>
internal static class WorkerFiles
{
    public const string NodeConfig = "node.runtimeconfig.json";

    private static readonly Lazy<ShippedFiles> s_files = new(static () => ShippedFiles.Of([.. Below(""), Config]));

    /// <exception cref="PoolOpenException">The worker program is not beside this one.</exception>
    public static ShippedFiles OfThisProgram => s_files.Value;

    /// <summary>Gets what the runtime on the host is told before the program there tells its workers more.</summary>
    public static ShippedFile Config => ShippedFile.Of(NodeConfig, Encoding.UTF8.GetBytes(RuntimeConfig.OfNodes()));

    /// <summary>The program's assemblies, in a folder of the host's copy.</summary>
    /// <param name="prefix">The folder, with '/' at its end; empty for the copy itself.</param>
    public static IEnumerable<ShippedFile> Below(string prefix) =>
        Directory.GetFiles(Path.GetDirectoryName(WorkerFolder.FindProgram())!, "Pathos.*.dll").Select(
            path => ShippedFile.Of(prefix + Path.GetFileName(path), path));
}
