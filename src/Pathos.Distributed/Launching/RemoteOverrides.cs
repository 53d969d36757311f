using System.Security.Cryptography;
using Pathos.Serialization;
using Pathos.Wire;

namespace Pathos.Distributed;

/// <summary>The assemblies that this program runs with in place of the framework's, as other hosts are offered them and ask for them.
/// Hashed once a process.</summary>
internal static class RemoteOverrides
{
    // A piece that takes a second on a slow line: the two sides hear of each other in between.
    private const int PieceSize = 512 << 10;

    private static readonly Lazy<(OverridingCode Offer, Dictionary<string, OverridingAssembly> ByHash)> s_all = new(Gather);

    public static OverridingCode Offer => s_all.Value.Offer;

    /// <summary>Reads a piece of a file that was offered; nothing when it was not offered, or is not what it was.</summary>
    public static ReadOnlyMemory<byte> Read(CodeWanted wanted)
    {
        if (!s_all.Value.ByHash.TryGetValue(wanted.Hash, out OverridingAssembly? assembly))
        {
            return default;
        }

        try
        {
            byte[] image = assembly.Read();
            return wanted.Offset >= 0 && wanted.Offset < image.Length
                ? image.AsMemory((int)wanted.Offset, (int)Math.Min(PieceSize, image.Length - wanted.Offset))
                : default;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The file went after the program had started. The node says which one it lacks.
            return default;
        }
    }

    private static (OverridingCode Offer, Dictionary<string, OverridingAssembly> ByHash) Gather()
    {
        var byHash = new Dictionary<string, OverridingAssembly>(StringComparer.Ordinal);
        var offers = new List<CodeOffer>();
        foreach (OverridingAssembly assembly in OverridingAssemblies.OfThisProgram)
        {
            byte[] image = assembly.Read();
            string hash = Convert.ToHexStringLower(SHA256.HashData(image));
            byHash[hash] = assembly;
            offers.Add(new CodeOffer(assembly.Name, hash, image.Length));
        }

        return offers.Count == 0 ? (OverridingCode.None, byHash) : (new OverridingCode([.. RuntimeConfig.FrameworkNames], offers), byHash);
    }
}
