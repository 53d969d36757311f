using Pathos.Wire;

namespace Pathos.Distributed;

/// <summary>A pool that hears of the machines which work for a server: in order, and without anybody waiting for it. Guarded by the lock of who tells it.</summary>
internal sealed class HelperWatcher(Action<Message> send)
{
    private Task _told = Task.CompletedTask;

    public void Tell(MessageKind kind, MessageFields fields) =>
        _told = _told.ContinueWith(_ => send(new Message(kind, 0, fields)), CancellationToken.None, TaskContinuationOptions.None, LibraryThreads.Shared);
}
