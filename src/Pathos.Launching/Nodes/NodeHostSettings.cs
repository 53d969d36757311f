using Pathos.Wire;

namespace Pathos.Launching;

/// <summary>What a node is, whichever pools it has.</summary>
/// <param name="Workers">How many workers it has room for.</param>
/// <param name="CacheFolder">Where its workers keep code that came over the network.</param>
/// <param name="OnSilence">Ends a node whose pool has said nothing for too long: the connection, or the process where the connection
/// cannot be ended.</param>
internal sealed record NodeHostSettings(int Workers, string CacheFolder, Action<NodeHost> OnSilence)
{
    /// <summary>Gets the pool's part of the host; null where it has it to itself.</summary>
    public NodeShare? Share { get; init; }

    /// <summary>Gets how many processes the pool may have here at a time. Where it has the host to itself, it decides how many workers
    /// there are; of a host that it shares it gets what is offered.</summary>
    public int MostProcesses => Share is null ? Bounds.Processes : Workers * (Bounds.Processes / Bounds.Workers);

    /// <summary>Gets how much memory a worker may have, in bytes, whatever the pool says; null for no limit.</summary>
    public long? MaxMemoryPerWorker { get; init; }

    /// <summary>Gets who hears what goes wrong with the pool. Called on any thread; it must not fail.</summary>
    public Action<string> OnProblem { get; init; } = SayOnStandardError;

    /// <summary>Gets who has more to tell the pool, once it is there to be told.</summary>
    public Action<NodeHost>? OnOpened { get; init; }

    private static void SayOnStandardError(string problem)
    {
        try
        {
            Console.Error.WriteLine(problem);
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // It is full or gone, and that is not a reason to end.
        }
    }
}
