namespace Pathos.Scale.Children;

/// <summary>Opens a pool, uses it once, writes the ids of its workers' processes and its own, and does nothing until its input ends.</summary>
internal static class IdleChild
{
    public const string Name = "idle";

    public static void Run()
    {
        using Pool pool = Pool.Processes(Settings.Workers);
        int[] processes = [Environment.ProcessId, .. pool.RunOnAllAsync(() => Environment.ProcessId).Result];
        Console.WriteLine(string.Join(' ', processes));
        _ = Console.In.Read();
    }
}
