namespace Pathos.Serialization;

/// <summary>Reads what may hold functions, which run here: for workers, which are there for it, and for
/// what this program froze itself.</summary>
internal sealed class CodeReader(CodeContext context, ReadOnlyMemory<byte> bytes, Block[] blocks)
    : PayloadReader(context, DeclaredTypes.All, bytes, blocks);
