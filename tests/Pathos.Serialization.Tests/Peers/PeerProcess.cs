using System.Diagnostics;
using System.Reflection;
using Pathos.Serialization;
using Pathos.Serialization.Peer;

namespace Pathos.Serialization.Tests;

/// <summary>The other process, started once a test run. It ends when its standard input closes.</summary>
public sealed class PeerProcess : IDisposable
{
    private readonly Process _process;
    private readonly FramePipe _pipe;
    private readonly CodeContext _context = new(new LoadedAssemblies());
    private readonly Lock _turn = new();

    public PeerProcess()
    {
        string path = typeof(PeerProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "PeerPath").Value!;
        string host = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet";
        ProcessStartInfo start = new(host) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        start.ArgumentList.Add(path);
        _process = Process.Start(start)!;
        _pipe = new FramePipe(_process.StandardOutput.BaseStream, _process.StandardInput.BaseStream);
    }

    /// <summary>Runs a function over there; what it throws there is thrown here.</summary>
    public object? Run(Delegate function)
    {
        lock (_turn)
        {
            PayloadWriter writer = new(_context);
            CodeGraph.Write(writer, function, "closure");
            _pipe.Write(PeerMessage.Run, FrozenFormat.Pack(writer.Finish()));
            while (true)
            {
                (PeerMessage kind, byte[] body) = _pipe.Read() ?? throw new EndOfStreamException("The peer is gone.");
                PayloadReader reader = FrozenFormat.OpenCode(body, _context);
                switch (kind)
                {
                    case PeerMessage.Ask:
                        Answer(new AssemblyRequest(reader.ReadString()!, reader.ReadRaw<Guid>(), reader.ReadByte() == 1, reader.ReadVarInt(), reader.ReadString()));
                        break;
                    case PeerMessage.Threw:
                        throw ExceptionCodec.Read(reader, "peer");
                    default:
                        return ObjectGraph.Read(reader);
                }
            }
        }
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private void Answer(AssemblyRequest request)
    {
        AssemblyReply? reply = _context.Shipped.Find(request);
        PayloadWriter writer = new(_context);
        writer.WriteByte(reply is null ? (byte)0 : (byte)1);
        if (reply is not null)
        {
            writer.WriteString(reply.Name);
            writer.WriteRaw(reply.Mvid);
            writer.WriteString(reply.Path);
            writer.WriteByte(reply.Image is null ? (byte)0 : (byte)1);
            if (reply.Image is { } image)
            {
                writer.WriteBytes(image);
            }

            writer.WriteVarInt(reply.Context);
        }

        _pipe.Write(PeerMessage.Answer, FrozenFormat.Pack(writer.Finish()));
    }
}

/// <summary>Tests that talk to the other process.</summary>
[CollectionDefinition(Name)]
public sealed class PeerTests : ICollectionFixture<PeerProcess>
{
    public const string Name = "peer";
}
