using Pathos.Launching;

namespace Pathos.Distributed;

/// <summary>The runtime of this process, as a host gets it that has none. Hashed once a process, which takes a fraction of a
/// second.</summary>
internal static class RuntimeFiles
{
    private static readonly Lazy<ShippedFiles> s_files = new(Gather);

    /// <exception cref="PoolOpenException">This process runs on no runtime that could be sent.</exception>
    public static ShippedFiles OfThisProcess => s_files.Value;

    private static ShippedFiles Gather()
    {
        string root = Path.GetDirectoryName(DotnetHost.Find(wanted: null))!;
        string version = Environment.Version.ToString();
        string framework = Path.Combine(root, "shared", "Microsoft.NETCore.App", version);
        string resolver = Path.Combine(root, "host", "fxr", version);
        if (!Directory.Exists(framework) || !Directory.Exists(resolver))
        {
            throw new PoolOpenException($"RemotePoolOptions.ShipRuntime sends the runtime of this process, and '{framework}' or '{resolver}' is not there. Install .NET on the host instead.");
        }

        return ShippedFiles.Of(
        [
            ShippedFile.Of("dotnet", Path.Combine(root, "dotnet")),
            .. Below(root, framework),
            .. Below(root, resolver),
        ]);
    }

    private static IEnumerable<ShippedFile> Below(string root, string folder) =>
        Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(path => ShippedFile.Of(Path.GetRelativePath(root, path), path));
}
