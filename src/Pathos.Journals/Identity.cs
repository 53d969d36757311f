using System.Buffers.Binary;
using System.Security.Cryptography;
using Pathos.Serialization;

namespace Pathos.Journals;

/// <summary>What functions and arguments are known by: the first half of a SHA-256.</summary>
internal static class Identity
{
    // What a function captured decides its results, except for what it only talks to.
    private static readonly CodeContext s_functions =
        CodeContext.ForIdentity(new LoadedAssemblies(), [new BroadcastByValue(), new LeftOut()]);

    private static readonly CodeContext s_arguments = CodeContext.ForIdentity(new AppAssemblies());

    /// <summary>Makes the writer that arguments are identified with.</summary>
    public static PayloadWriter NewArgumentWriter() => new(s_arguments);

    /// <summary>Identifies a function by its code's build and by what it captured.</summary>
    /// <exception cref="NotShippableException">It captured what has no content, such as a stream.</exception>
    public static UInt128 Of<T, R>(TaskFunction<T, R> function)
    {
        var writer = new PayloadWriter(s_functions);
        ObjectGraph.Write(writer, function, "closure");
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        writer.AppendContent(hash, withBuilds: true);
        return First(hash);
    }

    /// <summary>Identifies an argument by its content and the names of its types: a new build of them makes no other argument.</summary>
    public static UInt128 Of<T>(PayloadWriter writer, T item, IncrementalHash hash)
    {
        ItemCodec<T>.Write(writer, new ReadOnlySpan<T>(in item), onRefused: null, "argument");
        writer.AppendContent(hash, withBuilds: false);
        writer.Reset();
        return First(hash);
    }

    private static UInt128 First(IncrementalHash hash)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        return BinaryPrimitives.ReadUInt128LittleEndian(digest);
    }
}
