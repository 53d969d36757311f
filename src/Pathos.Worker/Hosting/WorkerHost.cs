using Pathos.Wire;

namespace Pathos.Worker;

/// <summary>A worker's side of its connection: reads what the hub sends, runs batches, and is always listening meanwhile.</summary>
/// <remarks>
/// Two threads take turns. One reads; when it reads work and nothing else executes, it passes the reading on and executes the work itself, so that a batch is
/// never handed from thread to thread on its way in. The other reads on: it sees cancellations while the first executes, and the end of the connection at once,
/// busy or not. Which thread runs a task means nothing.
/// </remarks>
internal sealed class WorkerHost : IDisposable
{
    private const int TaskStackSize = 16 << 20;

    private readonly FrameConnection _connection;
    private readonly WorkerSurroundings _surroundings;
    private readonly SemaphoreSlim _reading = new(1);
    private readonly TaskRunner _runner;
    private readonly WorkQueue _work = new();
    private readonly AssemblyQuestions _questions;
    private readonly ValueQuestions _values;
    private readonly string _token;
    private volatile bool _isOver;

    public WorkerHost(Transport transport, string token, WorkerSurroundings surroundings)
    {
        _connection = new FrameConnection(transport, FrameLimits.Trusted);
        _surroundings = surroundings;
        _token = token;
        _questions = new AssemblyQuestions(_connection);
        _values = new ValueQuestions(_connection);
        _runner = new TaskRunner(_connection, surroundings, _questions, _values, new ResultOutlet(_connection, _work));
    }

    /// <summary>Serves until the hub lets the worker go, or is gone.</summary>
    public void Run()
    {
        _connection.Send(new Message(MessageKind.Hello, 0, new Hello(
            Protocol.Version,
            _token,
            Environment.ProcessId,
            Bounds.Cut(Environment.MachineName, Bounds.Name),
            Environment.Version.ToString())));
        var other = new Thread(Serve, TaskStackSize) { IsBackground = true, Name = "pathos worker B" };
        var own = new Thread(Serve, TaskStackSize) { IsBackground = true, Name = "pathos worker A" };
        own.UnsafeStart();
        other.UnsafeStart();
        own.Join();
        other.Join();
    }

    public void Dispose()
    {
        _connection.Dispose();
        _runner.Dispose();
        _reading.Dispose();
    }

    private void Serve()
    {
        while (!_isOver)
        {
            _reading.Wait();
            WorkItem? item = ReadUntilWork();
            _reading.Release();
            while (item is not null && !_isOver)
            {
                Execute(item);
                item = _work.NextOrIdle();
            }

            _connection.Flush();
        }
    }

    private void Execute(WorkItem item)
    {
        try
        {
            _runner.Execute(item);
        }
        catch (Exception error)
        {
            // User code answers for itself inside. What comes out here says that the work made no sense, and so the hub makes none.
            GiveUp(error);
        }
    }

    /// <summary>Reads until there is work that this thread shall execute, or nothing more to read.</summary>
    private WorkItem? ReadUntilWork()
    {
        try
        {
            while (!_isOver && _connection.Reader.TryRead(out Frame frame))
            {
                if (Handle(frame) is { } work && _work.TryBegin(work))
                {
                    return work;
                }
            }
        }
        catch (Exception error)
        {
            GiveUp(error);
        }

        Abandon();
        return null;
    }

    /// <summary>The hub speaks another language. Its end of the connection closes with ours, and it reports a lost worker with these last words.</summary>
    private void GiveUp(Exception error)
    {
        Console.Error.WriteLine($"The worker cannot understand its pool: {error.Message}");
        Abandon();
    }

    private void Abandon()
    {
        if (!_isOver)
        {
            _isOver = true;
            _connection.Close();
            _questions.Close();
            _values.Close();
            _surroundings.Abandon();
        }
    }

    /// <summary>Takes a frame; returns what must be executed, if it brought such.</summary>
    private WorkItem? Handle(in Frame frame)
    {
        if (frame.Missing is { } missing)
        {
            RefuseOversized(frame, missing);
            return null;
        }

        switch (frame.Kind)
        {
            case MessageKind.RunBatch:
                RunBatch fields = RunBatch.Read(frame.Body.Span, out int length);
                return new BatchWork(frame.Id, fields, frame.Body[length..].ToArray(), frame.Blocks);
            case MessageKind.DefineFunction:
                DefineFunction function = DefineFunction.Read(frame.Body.Span, out int functionLength);
                _runner.Functions.Define(frame.Id, function.Hash, frame.Body[functionLength..].ToArray(), frame.Blocks);
                return null;
            case MessageKind.ForgetFunction:
                _runner.Functions.Forget(frame.Id);
                return null;
            case MessageKind.DefineValue:
                DefineValue value = DefineValue.Read(frame.Body.Span, out int valueLength);
                _runner.Broadcasts.Define(value.Hash, value.IsOnRequest ? null : new SentValue(frame.Body[valueLength..].ToArray(), frame.Blocks));
                return null;
            case MessageKind.ForgetValue:
                _runner.Broadcasts.Forget(ForgetValue.Read(frame.Body.Span).Hash);
                return null;
            case MessageKind.CancelBatch:
                _work.Cancel(frame.Id);
                return null;
            case MessageKind.ReturnBatch:
                if (_work.TryTakeBack(frame.Id))
                {
                    _runner.SendEnd(frame.Id);
                }

                return null;
            case MessageKind.CancelTokens:
                var tokens = CancelTokens.Read(frame.Body.Span);
                _runner.Tokens.Cancel(tokens.First, tokens.Count);
                return null;
            case MessageKind.AssemblyAnswer:
                _questions.Answer(frame.Id, AssemblyAnswer.Read(frame.Body.Span, out int answerLength), frame.Body[answerLength..]);
                return null;
            case MessageKind.ValueAnswer:
                _values.Answer(frame.Id, ValueAnswer.Read(frame.Body.Span, out int foundLength), frame.Body[foundLength..], frame.Blocks);
                return null;
            case MessageKind.Welcome:
                Welcome welcome = Welcome.Read(frame.Body.Span, out int welcomeLength);
                return new SetupWork(welcome, frame.Body[welcomeLength..].ToArray(), frame.Blocks);
            case MessageKind.Stop:
                return new StopWork(Stop);
            default:
                throw new InvalidDataException($"A hub does not send {frame.Kind}.");
        }
    }

    /// <summary>There is no memory for what came. Arguments fail their batch alone; without anything else this worker is not what the hub takes it for.</summary>
    private void RefuseOversized(in Frame frame, OutOfMemoryException missing)
    {
        if (frame.Kind != MessageKind.RunBatch)
        {
            throw new IOException(missing.Message, missing);
        }

        _runner.Refuse(frame.Id, missing);
    }

    /// <summary>Leaves with the connection open: what exit handlers print still arrives, and its end tells the hub that they are
    /// done.</summary>
    /// <remarks>The other thread reads on. If the hub ends the connection first, it is gone or has waited long enough, and the process
    /// ends at once.</remarks>
    private void Stop()
    {
        _connection.Flush();

        // A process does not return from here; a worker on threads does.
        _surroundings.Leave();
        _isOver = true;
        _connection.Close();
        _questions.Close();
        _values.Close();
    }
}
