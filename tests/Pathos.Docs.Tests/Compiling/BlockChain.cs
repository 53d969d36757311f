using Microsoft.CodeAnalysis.CSharp;

namespace Pathos.Docs.Tests;

/// <summary>What is compiled for a block: the blocks that it continues, and itself.</summary>
internal static class BlockChain
{
    /// <summary>Finds the blocks that make up the program that ends with a block.</summary>
    public static IReadOnlyList<DocBlock> EndingWith(DocPage page, DocBlock block)
    {
        List<DocBlock> chain = [];
        foreach (DocBlock candidate in page.Blocks.Where(static candidate => candidate.IsCode))
        {
            if (!candidate.Continues)
            {
                chain.Clear();
            }

            chain.Add(candidate);
            if (candidate == block)
            {
                break;
            }
        }

        return chain[0].Continues ? throw new FormatException($"{chain[0]}: continues nothing.") : chain;
    }

    /// <summary>Compiles the program that ends with a block. One that is run is whole: it gets nothing that it does not say.</summary>
    public static CSharpCompilation Compile(DocPage page, DocBlock block)
    {
        IReadOnlyList<DocBlock> chain = EndingWith(page, block);
        return chain[0].IsProgram ? BlockCompiler.Compile(preamble: null, [], chain) : BlockCompiler.Compile(page.Preamble, ["Pathos"], chain);
    }
}
