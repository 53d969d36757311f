namespace Pathos.Serialization.Peer;

/// <summary>Serves one parent until it closes the pipe.</summary>
internal sealed class PeerSession
{
    private readonly FramePipe _pipe;
    private readonly CodeContext _context;
    private readonly Lock _asking = new();

    public PeerSession(FramePipe pipe)
    {
        _pipe = pipe;
        ShippedAssemblies assemblies = new(Ask, static _ => null);
        assemblies.Install();
        _context = new CodeContext(assemblies);
    }

    public void Run()
    {
        while (_pipe.Read() is { } request)
        {
            PayloadWriter writer = new(_context);
            PeerMessage kind = Execute(request.Body, writer);
            _pipe.Write(kind, FrozenFormat.Pack(writer.Finish()));
        }
    }

    private PeerMessage Execute(byte[] frozen, PayloadWriter writer)
    {
        try
        {
            object? function = CodeGraph.Read(FrozenFormat.OpenCode(frozen, _context));
            ObjectGraph.Write(writer, Call(function), "result");
            return PeerMessage.Returned;
        }
        catch (Exception e)
        {
            ExceptionCodec.Write(writer, e);
            return PeerMessage.Threw;
        }
    }

    private static object? Call(object? function) => function switch
    {
        Func<Task<object?>> asynchronous => asynchronous().GetAwaiter().GetResult(),
        Func<object?> plain => plain(),
        _ => throw new InvalidOperationException("The peer runs functions without arguments."),
    };

    /// <summary>Serialised, since a task's continuation may load code on another thread while the main one waits for the task.</summary>
    private AssemblyReply? Ask(AssemblyRequest request)
    {
        lock (_asking)
        {
            PayloadWriter writer = new(_context);
            writer.WriteString(request.Name);
            writer.WriteRaw(request.Mvid);
            writer.WriteByte(request.Native ? (byte)1 : (byte)0);
            writer.WriteVarInt(request.Context);
            writer.WriteString(request.Version);
            _pipe.Write(PeerMessage.Ask, FrozenFormat.Pack(writer.Finish()));
            (PeerMessage _, byte[] body) = _pipe.Read() ?? throw new EndOfStreamException();
            CodeReader reader = FrozenFormat.OpenCode(body, _context);
            return reader.ReadByte() == 0
                ? null
                : new AssemblyReply(reader.ReadString()!, reader.ReadRaw<Guid>(), reader.ReadString(), reader.ReadByte() == 0 ? null : reader.ReadBytes().ToArray(), reader.ReadVarInt());
        }
    }
}
