using Pathos.Serialization;
using Pathos.Wire;

namespace Pathos.Worker;

/// <summary>Asks the hub for assemblies. Any thread asks and waits; the reading thread brings the answers.</summary>
internal sealed class AssemblyQuestions(FrameConnection connection)
{
    private readonly object _gate = new();
    private readonly Dictionary<long, AssemblyReply?> _answers = [];
    private readonly HashSet<long> _open = [];
    private long _lastId;
    private bool _isClosed;

    /// <summary>Waits for the answer; null when the hub has no such assembly, or is gone.</summary>
    public AssemblyReply? Ask(AssemblyRequest request)
    {
        long id;
        lock (_gate)
        {
            id = ++_lastId;
            _open.Add(id);
        }

        connection.Send(new Message(MessageKind.AssemblyWanted, id, new AssemblyWanted(request.Name, request.Mvid, request.Native)));
        lock (_gate)
        {
            // Bounded by the connection: its end closes the questions.
            while (_open.Contains(id) && !_isClosed)
            {
                Monitor.Wait(_gate);
            }

            return _answers.Remove(id, out AssemblyReply? reply) ? reply : null;
        }
    }

    public void Answer(long id, AssemblyAnswer answer, ReadOnlyMemory<byte> payload)
    {
        AssemblyReply? reply = null;
        if (answer.IsFound)
        {
            byte[]? image = answer.Path is not null ? null : payload.ToArray();
            reply = new AssemblyReply(answer.Name ?? "", answer.Mvid, answer.Path, image);
        }

        lock (_gate)
        {
            if (_open.Remove(id))
            {
                _answers[id] = reply;
                Monitor.PulseAll(_gate);
            }
        }
    }

    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.PulseAll(_gate);
        }
    }
}
