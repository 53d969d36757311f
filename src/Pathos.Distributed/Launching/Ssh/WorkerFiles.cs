using System.Text;
using Pathos.Launching;

namespace Pathos.Distributed;

/// <summary>The files of the worker program, as a host gets them. Hashed once a process.</summary>
internal static class WorkerFiles
{
    public const string Program = "Pathos.Worker.dll";
    public const string NodeConfig = "node.runtimeconfig.json";

    private static readonly Lazy<HostFiles> s_files = new(static () =>
    {
        string folder = Path.GetDirectoryName(WorkerFolder.FindProgram())!;
        return HostFiles.Of(
        [
            .. Directory.GetFiles(folder, "Pathos.*.dll").Select(static path => HostFile.Of(Path.GetFileName(path), path)),
            HostFile.Of(NodeConfig, Encoding.UTF8.GetBytes(RuntimeConfig.OfNodes())),
        ]);
    });

    /// <exception cref="PoolOpenException">The worker program is not beside this one.</exception>
    public static HostFiles OfThisProgram => s_files.Value;
}
