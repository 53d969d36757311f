namespace Pathos.Hostile.Tests;

/// <summary>Settings and secrets that lie beside the program.</summary>
internal sealed class PlantedFiles : IDisposable
{
    private readonly string[] _paths;

    public PlantedFiles(string folder, string content, params string[] names)
    {
        _paths = Array.ConvertAll(names, name => Path.Combine(folder, name));
        Array.ForEach(_paths, path => File.WriteAllText(path, content));
    }

    public void Dispose() => Array.ForEach(_paths, File.Delete);
}

/// <summary>What the kernel leaves of a process that died: the format of libraries, and all of the process's memory.</summary>
internal sealed class PlantedCore : IDisposable
{
    private readonly string _path;

    public PlantedCore(string path)
    {
        _path = path;
        byte[] head = new byte[64];
        new byte[] { 0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0 }.CopyTo(head, 0);
        File.WriteAllBytes(path, head);
    }

    public void Dispose() => File.Delete(_path);
}
