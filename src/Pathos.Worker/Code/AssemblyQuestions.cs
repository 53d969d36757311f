using Pathos.Launching;
using Pathos.Serialization;
using Pathos.Wire;

namespace Pathos.Worker;

/// <summary>Asks the hub for assemblies.</summary>
internal sealed class AssemblyQuestions(FrameConnection connection)
{
    private readonly Questions<Answered> _questions = new();

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

    private Answered? Ask(AssemblyRequest request, bool wantsImage) => request.Name.Length > Bounds.Path ? null : _questions.Ask(id =>
        connection.Send(new Message(
            MessageKind.AssemblyWanted,
            id,
            new AssemblyWanted(request.Name, request.Mvid, request.Context, request.Version, request.Native, wantsImage))));

    public void Answer(long id, AssemblyAnswer answer, ReadOnlyMemory<byte> payload)
    {
        Answered? answered = null;
        if (answer.IsFound)
        {
            byte[]? image = payload.IsEmpty ? null : payload.ToArray();
            var reply = new AssemblyReply(answer.Name ?? "", answer.Mvid, answer.Path, image, answer.Context);
            answered = new Answered(reply, answer.Content, answer.FileName);
        }

        _questions.Answer(id, answered);
    }

    public void Close() => _questions.Close();

    private sealed record Answered(AssemblyReply Reply, string? Content, string? FileName);
}
