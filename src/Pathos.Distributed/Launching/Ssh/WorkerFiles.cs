using System.Text;
using Pathos.Launching;

namespace Pathos.Distributed;

/// <summary>The files of the worker program, as a host gets them. Hashed once a process.</summary>
internal static class WorkerFiles
{
    public const string NodeConfig = "node.runtimeconfig.json";

    private static readonly Lazy<ShippedFiles> s_files = new(static () =>
    {
        string folder = Path.GetDirectoryName(WorkerFolder.FindProgram())!;
        return ShippedFiles.Of(
        [
            .. Directory.GetFiles(folder, "Pathos.*.dll").Select(static path => ShippedFile.Of(Path.GetFileName(path), path)),
            ShippedFile.Of(NodeConfig, Encoding.UTF8.GetBytes(RuntimeConfig.OfNodes())),
        ]);
    });

    /// <exception cref="PoolOpenException">The worker program is not beside this one.</exception>
    public static ShippedFiles OfThisProgram => s_files.Value;
}
