namespace Pathos.Samples.Streams;

/// <summary>Writes what it is told when it is told; <see cref="Progress{T}"/> would do so later, on another thread.</summary>
internal sealed class Watcher : IProgress<MapProgress>
{
    public void Report(MapProgress value) =>
        Console.WriteLine($"{value.Name}: {value.Completed} of {value.Total}{(value.LastReport is { } last ? $", last heard: {last.Message}" : "")}");
}
