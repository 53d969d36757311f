using System.Globalization;

namespace Pathos.Secure.Tests;

/// <summary>Watches, from outside, a process that a test started on a "host", which is this machine after all.</summary>
internal static class RemoteEnd
{
    /// <summary>A command that runs for ever and leaves its process id in a file of the folder.</summary>
    public static string Command(TestFolder folder, string name = "command") =>
        $"sh -c 'echo $$ >{folder.Path}/{name}.new; mv {folder.Path}/{name}.new {folder.Path}/{name}; exec sleep 1000'";

    /// <summary>Waits until the command runs.</summary>
    public static async Task<int> BegunAsync(TestFolder folder, string name = "command")
    {
        await Watched.FileAsync(folder.Path, name);
        return int.Parse(await File.ReadAllTextAsync(Path.Combine(folder.Path, name)), CultureInfo.InvariantCulture);
    }

    /// <summary>Waits until the command has ended. One that was never let go counts as ended.</summary>
    public static async Task OfAsync(TestFolder folder, string name = "command")
    {
        if (File.Exists(Path.Combine(folder.Path, name)))
        {
            int id = await BegunAsync(folder, name);
            using var bound = new CancellationTokenSource(TestTimeouts.Unexpected);
            while (await IsAliveAsync(id))
            {
                Assert.False(bound.IsCancellationRequested, $"Process {id} goes on.");
                await Task.Yield();
            }
        }
    }

    // A zombie has no command line any more.
    public static async Task<bool> IsAliveAsync(int id)
    {
        try
        {
            return (await File.ReadAllTextAsync(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/cmdline"))).Length > 0;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
