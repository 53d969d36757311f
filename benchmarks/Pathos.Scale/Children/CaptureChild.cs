using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Pathos.Scale.Children;

/// <summary>Maps eight times with a function that captured a large array. Writes by how many bytes the process grew with array and
/// maps, and the seconds of a map and of one hash over the array.</summary>
internal static class CaptureChild
{
    public const string Name = "capture";

    private const int Maps = 8;

    public static void Run(int megabytes)
    {
        using Pool pool = Pool.Processes(Settings.Workers);
        double[] few = new double[1 << 20];
        pool.Map(i => few[i], Enumerable.Range(0, 8));

        double before = Resident("VmRSS:");
        double[] array = new double[megabytes * 1_000_000 / sizeof(double)];
        for (int i = 0; i < array.Length; i++)
        {
            array[i] = i;
        }

        Func<int, double> function = i => array[i];
        var maps = new double[Maps];
        for (int map = 0; map < maps.Length; map++)
        {
            maps[map] = Clock.Time(() => Check(pool.Map(function, Enumerable.Range(0, 8))));
        }

        double grown = Resident("VmHWM:") - before;
        double[] hashes = [.. Enumerable.Range(0, Maps).Select(_ => Clock.Time(() => Hash(array)))];
        Child.Write(grown, Median.Of(maps), Median.Of(hashes));
    }

    private static void Hash(double[] array) => SHA256.HashData(MemoryMarshal.AsBytes(array.AsSpan()));

    private static void Check(double[] results)
    {
        if (!results.SequenceEqual(Enumerable.Range(0, 8).Select(static i => (double)i)))
        {
            throw new InvalidDataException("The captured array came to the workers changed.");
        }
    }

    private static double Resident(string name)
    {
        string line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(name, StringComparison.Ordinal));
        return double.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }
}
