using System.Runtime.InteropServices;
using Pathos.Launching;
using Pathos.Serialization;

namespace Pathos.Hostile.Tests;

/// <summary>A worker keeps native libraries that were sent in the folder for temporary files, and loads them from there. A neighbour on the machine who may rename there is refused.</summary>
public sealed class NativeLibraryTests
{
    private const UnixFileMode Everybody = (UnixFileMode)0b111_111_111;

    // Asked for once in the life of the process: the runtime asks each source that was installed.
    private static readonly List<string> s_asked = [];

    static NativeLibraryTests() => new ShippedAssemblies(Answer, TemporaryPlace.RefusalOf).Install();

    [Fact]
    public void Load_OthersMayRenameInTheTemporaryFolder_IsRefusedWithTheCureAndNothingIsWritten()
    {
        using var folder = new TestFolder();
        File.SetUnixFileMode(folder.Path, Everybody);

        Exception? error = LoadFrom(folder.Path, "pathos-hostile-refused");

        Assert.Contains("pathos-hostile-refused", s_asked);
        Assert.IsType<DllNotFoundException>(error);
        Assert.Contains(folder.Path, error.Message, StringComparison.Ordinal);
        Assert.Contains("TMPDIR", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Theory]
    [InlineData(UnixFileMode.None)]
    [InlineData(UnixFileMode.StickyBit)]
    public void Load_NobodyElseMayRenameThere_IsKeptThere(UnixFileMode sticky)
    {
        using var folder = new TestFolder();
        File.SetUnixFileMode(folder.Path, sticky == UnixFileMode.None ? UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute : Everybody | sticky);
        string name = $"pathos-hostile-kept-{sticky}";

        // What was sent is not a library; that it was kept where it would be loaded from is all that is seen.
        Assert.IsType<DllNotFoundException>(LoadFrom(folder.Path, name));

        string kept = Assert.Single(Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories));
        Assert.Equal(name, Path.GetFileName(kept));
    }

    private static Exception? LoadFrom(string temporary, string name)
    {
        string? before = Environment.GetEnvironmentVariable("TMPDIR");
        Environment.SetEnvironmentVariable("TMPDIR", temporary);
        try
        {
            return Record.Exception(() => NativeLibrary.Load(name, typeof(NativeLibraryTests).Assembly, searchPath: null));
        }
        finally
        {
            Environment.SetEnvironmentVariable("TMPDIR", before);
        }
    }

    private static AssemblyReply? Answer(AssemblyRequest request)
    {
        if (!request.Native || !request.Name.StartsWith("pathos-hostile-", StringComparison.Ordinal))
        {
            return null;
        }

        s_asked.Add(request.Name);
        return new AssemblyReply(request.Name, Guid.Empty, null, "no library"u8.ToArray());
    }
}
