using System.Globalization;
using System.Text;
using Pathos.Launching;
using Pathos.Wire;

namespace Pathos.Distributed;

/// <summary>The far side of a <see cref="RemoteServer"/>: a server whose life hangs on its standard input.</summary>
/// <remarks>Called by the worker program, by name: it was sent along with this assembly and does not refer to it.</remarks>
internal static class ShippedServer
{
    public const string Listening = "listening";
    public const string Failed = "failed";

    /// <summary>How often the near side says that it is there.</summary>
    public static readonly TimeSpan Pulse = TimeSpan.FromSeconds(10);

    // Several pulses: a slow network loses none, it delays them.
    private static readonly TimeSpan s_patience = Pulse * 6;

    private static readonly TimeSpan s_endBound = TimeSpan.FromSeconds(5);

    /// <param name="input">Brings the secret, the port and the number of workers, a line each, and from time to time a byte. The server
    /// ends with it.</param>
    /// <param name="output">Gets one line: where the server listens, or why it does not.</param>
    /// <param name="cacheFolder">Where it keeps the code of its clients.</param>
    /// <returns>The exit code.</returns>
    public static int Run(Stream input, Stream output, string cacheFolder)
    {
        PoolServer server;
        try
        {
            var credentials = PoolCredentials.FromSecret(StartLine.Read(input));
            string port = StartLine.Read(input), workers = StartLine.Read(input);
            server = PoolServer.StartAsync(credentials, new PoolServerOptions
            {
                Listen = $"127.0.0.1:{port}",
                Workers = workers.Length == 0 ? null : int.Parse(workers, CultureInfo.InvariantCulture),
                CacheFolder = cacheFolder,
            }).GetAwaiter().GetResult();
        }
        catch (Exception error)
        {
            // Whatever it was, the near side is to hear it.
            Say(output, $"{Failed} {error.Message.ReplaceLineEndings(" ")}");
            return 1;
        }

        Say(output, string.Create(CultureInfo.InvariantCulture, $"{Listening} {server.Address.Port} {server.Workers}"));
        AwaitEnd(input);

        // Its workers end with this process in any case.
        return server.DisposeAsync().AsTask().Wait(s_endBound) ? 0 : 1;
    }

    /// <summary>Returns when the near side has ended the input. Ends this process when the near side has said nothing for too long: a read
    /// of standard input cannot be ended.</summary>
    private static void AwaitEnd(Stream input)
    {
        var clock = new WatchedClock(Pulse);
        var meter = new SilenceMeter();
        long heard = 0;
        using ITimer watch = LibraryTime.Shared.CreateTimer(
            _ =>
            {
                TimeSpan now = clock.Look();
                if (meter.Look(Volatile.Read(ref heard), isListening: true, now, reached: now) >= s_patience)
                {
                    Environment.Exit(1);
                }
            },
            null,
            Pulse,
            Pulse);
        while (IsThere(input))
        {
            Interlocked.Increment(ref heard);
        }
    }

    private static bool IsThere(Stream input)
    {
        try
        {
            return input.ReadByte() >= 0;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static void Say(Stream output, string line)
    {
        output.Write(Encoding.UTF8.GetBytes(line + "\n"));
        output.Flush();
    }
}
