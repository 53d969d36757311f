using System.Collections.Concurrent;
using System.Security.Cryptography;
using Pathos.Serialization;
using Pathos.Wire;

namespace Pathos.Distributed;

/// <summary>Answers workers that lack code: with a file of this machine where they can open it, else with its content, which their host
/// keeps.</summary>
internal static class CodeAnswers
{
    // By file and build: hashing costs a millisecond a megabyte, and every worker of every host asks for the same.
    private static readonly ConcurrentDictionary<(string Path, Guid Mvid), string> s_hashes = new();

    public static Message Answer(long id, AssemblyWanted question, ShippedCode code, bool sharesFiles)
    {
        AssemblyReply? reply = code.Find(
            new AssemblyRequest(question.Name, question.Mvid, question.IsNative, question.Context, question.Version));
        if (reply is null)
        {
            return NotFound(id);
        }

        if (sharesFiles || reply.Path is null)
        {
            // What is in no file travels every time: it is the code of a single-file program or of one that was loaded from memory.
            return Of(id, new AssemblyAnswer(IsFound: true, reply.Name, reply.Mvid, reply.Context, reply.Path, null, null), reply.Image);
        }

        try
        {
            byte[]? image = question.WantsImage ? File.ReadAllBytes(reply.Path) : null;
            string hash = s_hashes.GetOrAdd((reply.Path, reply.Mvid), static file => HashOf(file.Path));
            string file = Path.GetFileName(reply.Path);
            return Of(id, new AssemblyAnswer(IsFound: true, reply.Name, reply.Mvid, reply.Context, null, hash, file), image);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            // Deleted since this process loaded it: the worker that asks is told that it cannot be had, and which one it is.
            return NotFound(id);
        }
    }

    private static Message NotFound(long id) => Of(id, new AssemblyAnswer(IsFound: false, null, Guid.Empty, 0, null, null, null), null);

    private static string HashOf(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private static Message Of(long id, AssemblyAnswer answer, byte[]? image) => new(MessageKind.AssemblyAnswer, id, answer, image, []);
}
