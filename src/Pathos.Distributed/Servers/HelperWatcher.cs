using Pathos.Wire;

namespace Pathos.Distributed;

/// <summary>A pool that hears of the machines which work for a server.</summary>
/// <param name="send">Puts a message in line for the pool. It must not wait: it is called under the lock of who tells, so that the news
/// stay in order. The line is bounded, because machines may come and go without end.</param>
internal sealed class HelperWatcher(Action<Message> send)
{
    public void Tell(MessageKind kind, MessageFields fields) => send(new Message(kind, 0, fields));
}
