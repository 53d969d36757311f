namespace Pathos.Serialization.Peer;

/// <summary>The other process of the tests: it thaws closures it has never seen the code of, runs them, and sends back what came out.</summary>
internal static class Program
{
    public static void Main()
    {
        using Stream requests = Console.OpenStandardInput();
        using Stream replies = Console.OpenStandardOutput();
        Console.SetOut(Console.Error);

        PeerSession session = new(new FramePipe(requests, replies));
        session.Run();
    }
}
