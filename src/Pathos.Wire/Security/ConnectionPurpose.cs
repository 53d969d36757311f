namespace Pathos.Wire;

/// <summary>What a connection to a server is for. The numbers are the protocol.</summary>
internal enum ConnectionPurpose : byte
{
    /// <summary>A pool that uses the server's own workers.</summary>
    Pool = 1,

    /// <summary>A machine that works for the server, and hears on this connection who needs it.</summary>
    Helper = 2,

    /// <summary>Such a machine brings the session that the server asked it for; the ticket says which.</summary>
    HelperSession = 3,

    /// <summary>A pool that wants a session with such a machine; the ticket names the machine.</summary>
    SessionWithHelper = 4,

    /// <summary>A peer that asks who uses the server.</summary>
    Status = 5,

    /// <summary>The next server at this port, which the one that drains leaves to it: the connection ends when it has.</summary>
    Succession = 6,
}
