using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace Pathos.Hostile.Tests;

/// <summary>Watches this process from outside of the code under test: files, child processes, assemblies, memory.</summary>
internal sealed class Trap : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly HashSet<Assembly> _assemblies;
    private readonly HashSet<int> _children = [.. Children()];
    private readonly long _allocated = GC.GetAllocatedBytesForCurrentThread();

    public Trap()
    {
        // What the tests themselves use is there before the watch begins.
        Assert.NotNull(typeof(Microsoft.Extensions.Logging.ILogger).Assembly);
        _assemblies = [.. AppDomain.CurrentDomain.GetAssemblies()];
        Bait.Folder = _folder.Path;
    }

    public string Folder => _folder.Path;

    /// <summary>Gets the bytes that this thread has allocated since.</summary>
    public long Allocated => GC.GetAllocatedBytesForCurrentThread() - _allocated;

    /// <summary>Gets whether a gadget has left its mark.</summary>
    public bool IsMarked => Directory.EnumerateFileSystemEntries(Folder).Any();

    /// <summary>Gets whether a gadget bit, of what finalisers do too.</summary>
    public bool IsSprung
    {
        get
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return IsMarked;
        }
    }

    /// <summary>Nothing ran, nothing was started, nothing was loaded but what is .NET's own, or ours.</summary>
    public void AssertUntouched()
    {
        Assert.False(IsSprung, "Ran: " + string.Join(", ", Directory.EnumerateFileSystemEntries(Folder).Select(Path.GetFileName)));
        Assert.Equal([], Children().Where(child => !_children.Contains(child)));
        Assert.Equal([], AppDomain.CurrentDomain.GetAssemblies().Where(assembly => !_assemblies.Contains(assembly) && !assembly.IsDynamic && !IsOfDotnet(assembly)));
    }

    public void Dispose()
    {
        Bait.Folder = null;
        _folder.Dispose();
    }

    private static bool IsOfDotnet(Assembly assembly) => assembly.GetName().Name!.StartsWith("Pathos.", StringComparison.Ordinal)
        || Path.GetDirectoryName(Path.GetDirectoryName(assembly.Location))?.EndsWith("App", StringComparison.Ordinal) == true;

    private static IEnumerable<int> Children()
    {
        if (!OperatingSystem.IsLinux())
        {
            yield break;
        }

        foreach (Process process in Process.GetProcesses())
        {
            using (process)
            {
                if (ParentOf(process.Id) == Environment.ProcessId)
                {
                    yield return process.Id;
                }
            }
        }
    }

    private static int ParentOf(int process)
    {
        try
        {
            // The name stands in brackets and may hold anything.
            string status = File.ReadAllText($"/proc/{process}/stat");
            return int.Parse(status[(status.LastIndexOf(')') + 4)..].Split(' ')[0], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
