namespace Pathos.Scale.Children;

/// <summary>A program that has done nothing before it opens a pool; writes the seconds until the first result.</summary>
internal static class FirstResultChild
{
    public const string Name = "first-result";

    public static void Run()
    {
        int captured = 41;
        long start = Clock.Now;
        using Pool pool = Pool.Processes(Settings.Workers);
        int result = pool.Pipe(() => captured + 1);
        double seconds = Clock.SecondsSince(start);
        Child.Write(result == 42 ? seconds : double.NaN);
    }
}
