using System.Diagnostics;
using System.Globalization;

namespace Pathos.Scale.Baselines;

/// <summary>Python's <c>multiprocessing.Pool</c>: one interpreter with one pool for the whole run, asked for a round at a time.</summary>
internal sealed class PythonBaseline : IDisposable
{
    private readonly Process _process;

    private PythonBaseline(Process process, string version)
    {
        _process = process;
        Version = version;
    }

    public string Version { get; }

    public static PythonBaseline Start(string interpreter, int workers)
    {
        var start = new ProcessStartInfo(interpreter, [Path.Combine(AppContext.BaseDirectory, "baselines.py"), workers.ToString(CultureInfo.InvariantCulture)])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        Process process = Process.Start(start)!;
        return new PythonBaseline(process, Answer(process));
    }

    /// <summary>Seconds that many calls of <c>Pool.apply</c> take, one after the other.</summary>
    public double Apply(int calls) => Ask("apply", calls);

    /// <summary>Seconds of one <c>Pool.map</c> of the square function over many ints.</summary>
    public double Map(int items) => Ask("map", items);

    /// <summary>Seconds of one <c>Pool.map</c> that sends blocks of 10 MB (<c>bytes</c>, the quickest thing Python can send) and gets them back.</summary>
    public double BlocksThereAndBack(int blocks) => Ask("blocks", blocks);

    public void Dispose()
    {
        // Its input ends, so it does.
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(5)))
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private static string Answer(Process process) =>
        process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The Python baseline ended; its complaint stands above.");

    private double Ask(string name, int count)
    {
        _process.StandardInput.WriteLine($"{name} {count}");
        _process.StandardInput.Flush();
        return double.Parse(Answer(_process), CultureInfo.InvariantCulture);
    }
}
