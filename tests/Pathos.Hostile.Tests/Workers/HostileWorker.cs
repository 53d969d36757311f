using Pathos.Launching;
using Pathos.Serialization;
using Pathos.Wire;

namespace Pathos.Hostile.Tests;

/// <summary>A worker that knows its token and our protocol, and says what its script says.</summary>
internal sealed class HostileWorker : LaunchedWorker
{
    private readonly TaskCompletionSource<WorkerExit> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    // Copies: the reader uses its memory again.
    private readonly Queue<Early> _early = new();
    private readonly Transport _transport;
    private readonly FrameReader _reader;
    private readonly FrameWriter _writer;
    private readonly HostileScript _script;
    private long _questions;

    public HostileWorker(string token, Transport transport, HostileScript script)
    {
        _script = script;
        _transport = transport;
        _reader = new FrameReader(_transport, FrameLimits.Trusted);
        _writer = new FrameWriter(_transport);
        new Thread(() => Run(token)) { IsBackground = true, Name = "hostile" }.Start();
    }

    public override string Host => "hostile";

    public override int Cores => 1;

    public override int? ProcessId => null;

    public override Task<WorkerExit> Exited => _exited.Task;

    public override bool SharesFiles => _script.SharesFiles;

    public override void Kill() => _transport.Close();

    public override async ValueTask DisposeAsync()
    {
        Kill();
        await Exited;
    }

    public void Send(MessageKind kind, long id, MessageFields fields, Payload payload = default)
    {
        _writer.Append(new Message(kind, id, fields, payload.Bytes, payload.Blocks ?? []));
        _writer.Flush();
    }

    /// <summary>Asks for code, and waits for what is said to that.</summary>
    public (AssemblyAnswer Answer, byte[] Image) AskForCode(string name, Guid mvid = default, bool isNative = false, int context = 0)
    {
        long id = ++_questions;
        Send(MessageKind.AssemblyWanted, id, new AssemblyWanted(name, mvid, context, "1.0.0.0", isNative, WantsImage: true));
        Frame frame = WaitFor(MessageKind.AssemblyAnswer, id);
        AssemblyAnswer answer = AssemblyAnswer.Read(frame.Body.Span, out int length);
        return (answer, frame.Body[length..].ToArray());
    }

    /// <summary>Asks for a value by a hash.</summary>
    public byte[]? AskForValue(string hash)
    {
        long id = ++_questions;
        Send(MessageKind.ValueWanted, id, new ValueWanted(hash));
        Frame frame = WaitFor(MessageKind.ValueAnswer, id);
        ValueAnswer answer = ValueAnswer.Read(frame.Body.Span, out int length);
        return answer.IsFound ? frame.Body[length..].ToArray() : null;
    }

    private Frame WaitFor(MessageKind kind, long id)
    {
        while (_reader.TryRead(out Frame frame))
        {
            if (frame.Kind == kind && frame.Id == id)
            {
                return frame;
            }

            _early.Enqueue(new Early(frame.Kind, frame.Id, frame.Body.ToArray()));
        }

        throw new TransportClosedException(null);
    }

    private bool TryHear(out Early heard)
    {
        if (_early.TryDequeue(out heard))
        {
            return true;
        }

        bool isThere = _reader.TryRead(out Frame frame);
        heard = isThere ? new Early(frame.Kind, frame.Id, frame.Body.ToArray()) : default;
        return isThere;
    }

    private void Run(string token)
    {
        try
        {
            Send(MessageKind.Hello, 0, new Hello(Protocol.Version, token, 1, "hostile", Environment.Version.ToString()));
            while (TryHear(out Early heard))
            {
                if (heard.Kind == MessageKind.Welcome)
                {
                    _script.OnWelcome(this);
                }
                else if (heard.Kind == MessageKind.Stop)
                {
                    Kill();
                }
                else if (heard.Kind == MessageKind.RunBatch)
                {
                    _script.Await();
                    _script.OnBatch(this, heard.Id, RunBatch.Read(heard.Body, out _).Count);
                }
            }
        }
        catch (TransportClosedException)
        {
            // Thrown out, as it should be.
        }

        _script.Ended.TrySetResult();
        _exited.SetResult(WorkerExit.Unknown);
    }

    /// <summary>What came before the answer that was waited for.</summary>
    private readonly record struct Early(MessageKind Kind, long Id, byte[] Body);
}
