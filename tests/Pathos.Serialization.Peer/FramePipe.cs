using System.Buffers.Binary;

namespace Pathos.Serialization.Peer;

/// <summary>Length-prefixed frames over a pair of streams. Not concurrent: one side speaks at a time.</summary>
internal sealed class FramePipe(Stream input, Stream output)
{
    public void Write(PeerMessage kind, byte[] body)
    {
        byte[] head = new byte[5];
        BinaryPrimitives.WriteInt32LittleEndian(head, body.Length);
        head[4] = (byte)kind;
        output.Write(head);
        output.Write(body);
        output.Flush();
    }

    /// <summary>Reads a frame; null when the other side has closed.</summary>
    public (PeerMessage Kind, byte[] Body)? Read()
    {
        byte[] head = new byte[5];
        if (input.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length)
        {
            return null;
        }

        byte[] body = new byte[BinaryPrimitives.ReadInt32LittleEndian(head)];
        input.ReadExactly(body);
        return ((PeerMessage)head[4], body);
    }
}

/// <summary>What a frame is.</summary>
internal enum PeerMessage : byte
{
    /// <summary>To the peer: a frozen closure to run.</summary>
    Run,

    /// <summary>From the peer: it needs an assembly.</summary>
    Ask,

    /// <summary>To the peer: the assembly, or none.</summary>
    Answer,

    /// <summary>From the peer: the closure returned this.</summary>
    Returned,

    /// <summary>From the peer: the closure, or decoding it, threw this.</summary>
    Threw,
}
