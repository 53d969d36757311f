namespace Pathos.Secure.Tests;

/// <summary>Waits for files, as the system tells of them.</summary>
internal static class Watched
{
    /// <summary>Waits until a file has got its name.</summary>
    public static Task FileAsync(string folder, string name) => UntilAsync(folder, () => File.Exists(Path.Combine(folder, name)));

    /// <summary>Waits until the folder's entries are as they should be.</summary>
    public static async Task UntilAsync(string folder, Func<bool> isTrue)
    {
        using var changes = new SemaphoreSlim(0);
        using var watcher = new FileSystemWatcher(folder);
        watcher.Created += (_, _) => changes.Release();
        watcher.Renamed += (_, _) => changes.Release();
        watcher.Deleted += (_, _) => changes.Release();
        watcher.EnableRaisingEvents = true;
        while (!isTrue())
        {
            Assert.True(await changes.WaitAsync(TestTimeouts.Unexpected), $"{folder} never came to be what was waited for.");
        }
    }
}
