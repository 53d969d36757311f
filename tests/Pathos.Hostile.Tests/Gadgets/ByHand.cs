using System.Text;
using Pathos.Serialization;

namespace Pathos.Hostile.Tests;

/// <summary>Payloads that no writer of ours would make.</summary>
internal static class ByHand
{
    /// <summary>One item of a declared type that is a reference, written by hand.</summary>
    public static Payload Item(Action<PayloadWriter> write)
    {
        var writer = new PayloadWriter(CodeContext.Default);
        writer.WriteVarInt(1);
        int length = writer.ReserveLength();
        write(writer);
        writer.PatchLength(length);
        return writer.Finish();
    }

    /// <summary>Announces an object; its content follows.</summary>
    public static PayloadWriter New(this PayloadWriter writer, Type type)
    {
        writer.WriteVarInt(ReferenceTag.New(writer.Table.IndexOf(type)));
        return writer;
    }

    /// <summary>An object of a type that stands in a table written by hand.</summary>
    public static Payload OfTable(params Action<BinaryWriter>[] entries)
    {
        byte[] table = Bytes(writer =>
        {
            foreach (Action<BinaryWriter> entry in entries)
            {
                byte[] bytes = Bytes(entry);
                writer.Write7BitEncodedInt(bytes.Length);
                writer.Write(bytes);
            }
        });
        byte[] body = Bytes(writer =>
        {
            writer.Write7BitEncodedInt((int)ReferenceTag.New(entries.Length - 1));
            writer.Write(new byte[64]);
        });
        return new Payload(Bytes(writer =>
        {
            writer.Write7BitEncodedInt(table.Length);
            writer.Write(table);
            writer.Write7BitEncodedInt(body.Length + 1 + sizeof(int));
            writer.Write((byte)1);
            writer.Write(body.Length);
            writer.Write(body);
        }), []);
    }

    public static Action<BinaryWriter> Assembly(string name, Guid mvid, string path) => writer =>
    {
        writer.Write((byte)EntryKind.Assembly);
        writer.Write(name);
        writer.Write(mvid.ToByteArray());
        writer.Write(path);
        writer.Write((byte)ContextKind.Default);
    };

    public static Action<BinaryWriter> Named(EntryKind kind, string assembly, string type) => writer =>
    {
        writer.Write((byte)kind);
        writer.Write(assembly);
        writer.Write(type);
    };

    public static Action<BinaryWriter> Numbers(EntryKind kind, params int[] numbers) => writer =>
    {
        writer.Write((byte)kind);
        Array.ForEach(numbers, writer.Write7BitEncodedInt);
    };

    private static byte[] Bytes(Action<BinaryWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var writer = new BinaryWriter(buffer, Encoding.UTF8))
        {
            write(writer);
        }

        return buffer.ToArray();
    }
}
