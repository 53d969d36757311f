using Pathos.Wire;

namespace Pathos.Hostile.Tests;

/// <summary>A node that starts nothing: it plays the workers that a pool asks for itself, by a script.</summary>
internal static class HostileNode
{
    /// <summary>Plays until the pool has had enough.</summary>
    /// <param name="pool">The connection to the pool.</param>
    /// <param name="script">What the workers say.</param>
    /// <param name="onWorker">What the node says when a worker was asked for, before that says anything.</param>
    /// <param name="host">What it calls itself, and the runtime of its workers.</param>
    public static void Run(Multiplexer pool, HostileScript script, Action<Multiplexer> onWorker, string host = "hostile") => Answer(pool, host, frame =>
    {
        var start = StartWorker.Read(frame.Body.Span);
        pool.Post(new Message(MessageKind.WorkerStarted, frame.Id, new WorkerStarted(1, 1, "/etc/passwd")));
        onWorker(pool);
        _ = new HostileWorker(start.Token, pool.Open(frame.Id), script);
    });

    /// <summary>Says of each worker that is asked for that it could not be started.</summary>
    public static void Refuse(Multiplexer pool, string reason) => Answer(
        pool, "hostile", frame => pool.Post(new Message(MessageKind.WorkerNotStarted, frame.Id, new WorkerNotStarted(reason))));

    private static void Answer(Multiplexer pool, string host, Action<Frame> onStart)
    {
        try
        {
            pool.Send(new Message(MessageKind.NodeReady, 0, new NodeReady(Protocol.Version, host, 1, 1, Environment.Version.ToString())));
            pool.Run(frame =>
            {
                if (frame.Kind == MessageKind.StartWorker)
                {
                    onStart(frame);
                }
            });
        }
        catch (Exception error) when (error is TransportClosedException or InvalidDataException or IOException)
        {
            // The pool has had enough.
        }
    }
}
