using Pathos.Wire;

namespace Pathos.Distributed;

/// <summary>The one message that a server has for a connection, after which the other side ends it.</summary>
internal static class LastMessage
{
    private const int StackSize = 256 << 10;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <summary>Sends it on a thread of its own. Never fails: where the system has no thread for it, the connection ends without.</summary>
    public static void Send(string from, Transport transport, Message message, CancellationToken stopping)
    {
        try
        {
            new Thread(() => Send(transport, message, stopping), StackSize) { IsBackground = true, Name = $"pathos answer to {from}" }.UnsafeStart();
        }
        catch (OutOfMemoryException)
        {
            transport.Close();
        }
    }

    /// <summary>Says why a peer is not served.</summary>
    public static void Refuse(string from, Transport transport, string reason, CancellationToken stopping) =>
        Send(from, transport, new Message(MessageKind.ServerRefused, 0, new ServerRefused(reason)), stopping);

    private static void Send(Transport transport, Message message, CancellationToken stopping)
    {
        try
        {
            using var connection = new FrameConnection(transport, FrameLimits.Stranger);
            using CancellationTokenRegistration stop = stopping.UnsafeRegister(
                static state => ((FrameConnection)state!).Close(), connection);
            using ITimer patience = LibraryTime.Shared.CreateTimer(
                static state => ((FrameConnection)state!).Close(), connection, s_patience, Timeout.InfiniteTimeSpan);
            connection.Send(message);

            // Closing a connection with unread bytes on it would take back what is on its way. So the other side ends it.
            while (connection.Reader.TryRead(out _))
            {
                // There is nothing to say to a server here.
            }
        }
        catch (Exception)
        {
            // A thread of its own, where an exception would end the server. Whatever it was, this connection is over.
            transport.Close();
        }
    }
}
