using Pathos.Launching;
using Pathos.Wire;

namespace Pathos.Stress.Tests;

/// <summary>A worker that knows its token and means no good: it greets properly, says that it is ready, and answers every batch with hostile frames until it is thrown out.</summary>
internal sealed class RogueWorker : LaunchedWorker
{
    private readonly TaskCompletionSource<WorkerExit> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SocketTransport _transport;
    private readonly LaunchRequest _request;
    private readonly HostileFrames _frames;
    private readonly Action _onFrame;

    public RogueWorker(LaunchRequest request, string address, int seed, Action onFrame)
    {
        _request = request;
        _frames = new HostileFrames(seed);
        _onFrame = onFrame;
        _transport = UnixSockets.Connect(address);
        new Thread(Run) { IsBackground = true, Name = "rogue" }.Start();
    }

    public override string Host => "rogue";

    public override int Cores => 1;

    public override int? ProcessId => null;

    public override Task<WorkerExit> Exited => _exited.Task;

    public override void Kill() => _transport.Close();

    public override async ValueTask DisposeAsync()
    {
        Kill();
        await Exited;
    }

    private void Run()
    {
        try
        {
            _transport.Send(HostileFrames.BytesOf(new Message(MessageKind.Hello, 0, new Hello(Protocol.Version, _request.Token, 1, "rogue", Environment.Version.ToString()))));
            var reader = new FrameReader(_transport, FrameLimits.Trusted);
            bool isReady = false;
            while (reader.TryRead(out Frame frame))
            {
                if (!isReady)
                {
                    isReady = true;
                    _transport.Send(HostileFrames.BytesOf(new Message(MessageKind.Ready, 0, NoFields.Instance)));
                }

                if (frame.Kind == MessageKind.RunBatch)
                {
                    Answer(frame.Id, RunBatch.Read(frame.Body.Span, out _).Count);
                }
            }
        }
        catch (TransportClosedException)
        {
            // Thrown out while it spoke, as it should be.
        }

        _exited.SetResult(WorkerExit.Unknown);
    }

    private void Answer(long batchId, int count)
    {
        for (int frames = 1 + _frames.Random.Next(8); frames > 0; frames--)
        {
            _transport.Send(_frames.FromWorker(batchId, count));
            _onFrame();
        }

        if (_frames.Random.Next(2) == 0)
        {
            // In the middle of a frame.
            _transport.Close();
        }
    }
}
