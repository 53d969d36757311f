using System.Net.Sockets;
using System.Reflection;
using Pathos.Launching;
using Pathos.Wire;

namespace Pathos.Worker;

/// <summary>The worker process: reads from its standard input where to dial and what to say, and serves until the hub lets it go or is gone.</summary>
internal static class Program
{
    private const int BadStart = 64;

    // Then it is not a worker: it starts and watches the workers of a host.
    private const string NodeArgument = "node";

    // Then it is a server, of a library that came along. This program does not refer to it: it is a worker's first of all, and a worker cannot place work.
    private const string ServeArgument = "serve";
    private const string ServerAssembly = "Pathos.Distributed";
    private const string ServerType = "Pathos.Distributed.ShippedServer";

    private static int Main(string[] arguments)
    {
        WorkerGate.BecomeWorker();

        // For workers, nodes and servers alike: each of them ends when its parent's end of the connection is gone.
        using var signals = new GroupSignals();

        // The secret comes by standard input: arguments and environment are for everybody to read.
        // Read as bytes: the console's own reader would look for a terminal first, and every start would wait for it.
        using Stream input = Console.OpenStandardInput();
        if (arguments is [NodeArgument, var cacheFolder])
        {
            return RunNode(input, cacheFolder);
        }

        if (arguments is [ServeArgument, var folder])
        {
            return RunServer(input, folder);
        }

        (string address, string token) = ReadStart(input);
        if (address.Length == 0 || token.Length == 0)
        {
            Console.Error.WriteLine("This program is a worker of a Pathos pool; the pool starts it. Open one with Pool.Processes(n).");
            return BadStart;
        }

        var surroundings = new ProcessSurroundings(address);
        SocketTransport transport;
        try
        {
            transport = HubSocket.Connect(address);
        }
        catch (SocketException error)
        {
            Console.Error.WriteLine($"The worker cannot reach its pool: {error.Message}");
            if (error.SocketErrorCode == SocketError.ConnectionRefused)
            {
                // The socket is there without a listener: its owner was killed before this worker came.
                surroundings.RemoveFolder();
            }

            return BadStart;
        }

        catch (UnauthorizedAccessException error)
        {
            Console.Error.WriteLine($"The worker does not say who it is: {error.Message}");
            return BadStart;
        }

        using var host = new WorkerHost(transport, token, surroundings);
        host.Run();
        return 0;
    }

    private static (string Address, string Token) ReadStart(Stream input)
    {
        try
        {
            return (StartLine.Read(input), StartLine.Read(input));
        }
        catch (InvalidDataException)
        {
            // No pool says so much.
            return ("", "");
        }
    }

    private static int RunNode(Stream input, string cacheFolder)
    {
        using Stream output = Console.OpenStandardOutput();

        // What anything prints here would stand between the messages.
        Console.SetOut(TextWriter.Null);
        var transport = new StreamTransport(input, output, () => { input.Dispose(); output.Dispose(); });
        using var node = new NodeHost(transport, new NodeHostSettings(WorkerCounts.Default, cacheFolder, Abandon));
        node.Run();
        return 0;
    }

    private static int RunServer(Stream input, string cacheFolder)
    {
        using Stream output = Console.OpenStandardOutput();
        Console.SetOut(TextWriter.Null);
        Type server = Assembly.Load(ServerAssembly).GetType(ServerType, throwOnError: true)!;
        return server.GetMethod("Run")!.CreateDelegate<Func<Stream, Stream, string, int>>()(input, output, cacheFolder);
    }

    private static void Abandon(NodeHost node)
    {
        // The thread that reads is stuck in a read of standard input that nothing ends: only the end of the process does.
        node.Dispose();
        Environment.Exit(1);
    }
}
