namespace Pathos;

/// <summary>A temporary folder of one test, through which it speaks with its tasks wherever they run. Disposing removes it.</summary>
public sealed class TestFolder : IDisposable
{
    /// <summary>Initializes a new, empty folder.</summary>
    public TestFolder() => Path = Directory.CreateTempSubdirectory("pathos-test-").FullName;

    /// <summary>Gets the folder's path.</summary>
    public string Path { get; }

    /// <summary>Makes a gate. Capture it in a task; a copy elsewhere is the same gate.</summary>
    /// <param name="name">Its name in this folder.</param>
    /// <returns>The gate, closed.</returns>
    public FileGate Gate(string name = "gate") => new(Directory.CreateDirectory(System.IO.Path.Combine(Path, name)).FullName);

    /// <summary>Makes a ledger. Capture it in a task; a copy elsewhere is the same ledger.</summary>
    /// <param name="name">Its name in this folder.</param>
    /// <returns>The ledger, empty.</returns>
    public FileLedger Ledger(string name = "ledger") => new(Directory.CreateDirectory(System.IO.Path.Combine(Path, name)).FullName);

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
