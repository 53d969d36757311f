using Pathos.Launching;
using Pathos.Wire;

namespace Pathos.Worker;

/// <summary>Asks the hub for broadcast values that no worker of this host has asked for before.</summary>
internal sealed class ValueQuestions(FrameConnection connection)
{
    private readonly Questions<SentValue> _questions = new();

    /// <summary>Gets the value; null when the hub has it no more, or is gone.</summary>
    public SentValue? Fetch(string hash) => _questions.Ask(id => connection.Send(new Message(MessageKind.ValueWanted, id, new ValueWanted(hash))));

    public void Answer(long id, ValueAnswer answer, ReadOnlyMemory<byte> payload, Block[] blocks) =>
        _questions.Answer(id, answer.IsFound ? new SentValue(payload.ToArray(), blocks) : null);

    public void Close() => _questions.Close();
}
