using Pathos.Wire;

namespace Pathos.Launching;

/// <summary>Brings the assemblies that the workers of a node are started with to its host: from the cache of the host, else from the pool,
/// piece by piece.</summary>
/// <remarks>The pool's answers come on the thread that reads the connection, so that thread must not fetch.</remarks>
internal sealed class NodeCode(string cacheFolder, Multiplexer pool) : IDisposable
{
    private readonly Questions<byte[]> _questions = new();
    private readonly CodeCache _cache = new(cacheFolder);

    /// <summary>Gets the files of those assemblies that the framework of the workers has too. Blocks; ends when the connection
    /// does.</summary>
    /// <exception cref="PoolOpenException">One cannot be had.</exception>
    public IReadOnlyList<OverridingFile> Fetch(OverridingCode code, string? dotnetPath)
    {
        var frameworks = new SharedFrameworks(DotnetHost.Find(dotnetPath), code.Frameworks.OfType<string>());
        var files = new List<OverridingFile>();
        foreach (CodeOffer offer in code.Files)
        {
            if (frameworks.MayHave(offer.Name))
            {
                files.Add(new OverridingFile(offer.Name, Get(offer)));
            }
        }

        return files;
    }

    /// <summary>Takes the pool's answer to the question of this id; nothing means that the pool cannot read the file any more.</summary>
    public void Answer(long id, ReadOnlyMemory<byte> piece) => _questions.Answer(id, piece.IsEmpty ? null : piece.ToArray());

    /// <summary>No answers come any more.</summary>
    public void Close() => _questions.Close();

    /// <summary>The workers have ended: the cache may be cleared of their files.</summary>
    public void Dispose() => _cache.Dispose();

    private string Get(CodeOffer offer)
    {
        try
        {
            return _cache.Get(offer.Hash, offer.Name + ".dll", () => Ask(offer)) ?? throw new PoolOpenException(
                $"The program runs with an assembly '{offer.Name}' of its own in place of the framework's, and its file cannot be read any more. Start the program again.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new PoolOpenException($"The host cannot keep the assembly '{offer.Name}', which the program runs with in place of the framework's: {error.Message}", error);
        }
    }

    private byte[]? Ask(CodeOffer offer)
    {
        // Nothing is allocated for what is only promised.
        var content = new MemoryStream();
        while (content.Length < offer.Size)
        {
            byte[]? piece = _questions.Ask(
                id => pool.Send(new Message(MessageKind.CodeWanted, id, new CodeWanted(offer.Hash, content.Length))));
            if (piece is null)
            {
                return null;
            }

            if (piece.Length > offer.Size - content.Length)
            {
                throw new InvalidDataException($"What came as '{offer.Name}' is longer than the {offer.Size} bytes that were offered.");
            }

            content.Write(piece);
        }

        return content.ToArray();
    }
}
