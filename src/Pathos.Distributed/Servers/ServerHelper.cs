using System.Diagnostics;
using System.Security.Cryptography;
using Pathos.Wire;

namespace Pathos.Distributed;

/// <summary>A machine that works for a server.</summary>
internal sealed class ServerHelper(string address, HelperReady ready, ControlConnection control)
{
    private readonly long _since = Stopwatch.GetTimestamp();

    /// <summary>Gets what pools ask for it by. A pool that knows it was told by the server.</summary>
    public Guid Id { get; } = NewTicket();

    public string Name => ready.Name;

    public HelperJoined Joined => new(Id, ready.Name, ready.Workers);

    /// <summary>A number that cannot be guessed.</summary>
    public static Guid NewTicket() => new(RandomNumberGenerator.GetBytes(16));

    public ServerHelperStatistics GetStatistics() => new(ready.Name, address, Stopwatch.GetElapsedTime(_since), ready.Workers);

    public void Ask(OpenSession session) => control.Send(new Message(MessageKind.OpenSession, 0, session));
}
