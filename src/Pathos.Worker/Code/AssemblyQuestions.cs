using Pathos.Serialization;
using Pathos.Wire;

namespace Pathos.Worker;

/// <summary>Asks the hub for assemblies. Any thread asks and waits; the reading thread brings the answers.</summary>
internal sealed class AssemblyQuestions(FrameConnection connection)
{
    private readonly object _gate = new();
    private readonly Dictionary<long, Answered?> _answers = [];
    private readonly HashSet<long> _open = [];
    private long _lastId;
    private bool _isClosed;

    /// <summary>Gets what the hub has, by way of the files that this host keeps; null when the hub has no such assembly, or is gone.</summary>
    public AssemblyReply? Find(AssemblyRequest request)
    {
        if (Ask(request, wantsImage: false) is not { } first)
        {
            return null;
        }

        if (first.Content is not { } content || CodeCache.OfThisHost is not { } cache)
        {
            return first.Reply;
        }

        string? path = cache.Get(content, first.FileName ?? "", () => Ask(request, wantsImage: true)?.Reply.Image);
        return path is null ? null : first.Reply with { Path = path };
    }

    private Answered? Ask(AssemblyRequest request, bool wantsImage)
    {
        long id;
        lock (_gate)
        {
            id = ++_lastId;
            _open.Add(id);
        }

        connection.Send(new Message(MessageKind.AssemblyWanted, id, new AssemblyWanted(request.Name, request.Mvid, request.Native, wantsImage)));
        lock (_gate)
        {
            // Bounded by the connection: its end closes the questions.
            while (_open.Contains(id) && !_isClosed)
            {
                Monitor.Wait(_gate);
            }

            return _answers.Remove(id, out Answered? answer) ? answer : null;
        }
    }

    public void Answer(long id, AssemblyAnswer answer, ReadOnlyMemory<byte> payload)
    {
        Answered? answered = null;
        if (answer.IsFound)
        {
            byte[]? image = payload.IsEmpty ? null : payload.ToArray();
            answered = new Answered(new AssemblyReply(answer.Name ?? "", answer.Mvid, answer.Path, image), answer.Content, answer.FileName);
        }

        lock (_gate)
        {
            if (_open.Remove(id))
            {
                _answers[id] = answered;
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

    private sealed record Answered(AssemblyReply Reply, string? Content, string? FileName);
}
