namespace Pathos.Docs.Tests;

/// <summary>Code that a reader copies from a page compiles, and prints what the page says.</summary>
/// <remarks>
/// How to write code on a page (README.md and docs/, without docs/design):
/// <list type="bullet">
/// <item><c>```csharp</c> is a fragment: the top level of a program, compiled alone. It has the implicit usings of the SDK, <c>using Pathos;</c>, those that it states, and may await.
/// Warnings are faults too, save for what is left unused.</item>
/// <item><c>```csharp continues</c> goes on where the block of code before it ended: same program, same variables. Types may stand in any block.</item>
/// <item><c>```csharp run</c> is a whole program: compiled without <c>using Pathos;</c> and preamble, and run. If a <c>```text</c> block follows, it must print that;
/// a <c>…</c> there stands for anything on its line.</item>
/// <item>A comment of the page, from a line <c>&lt;!-- csharp</c> to a line <c>--&gt;</c>, declares what its fragments take as given, as static members:
/// <c>static Pool pool = Pool.Serial();</c>. A fragment's own variable may hide one. Nothing of it shows.</item>
/// <item>Every other block names what it is: see <see cref="s_otherLanguages"/>. So code with a misspelt label is noticed.</item>
/// </list>
/// </remarks>
public sealed class CodeBlockTests
{
    private static readonly string[] s_otherLanguages = ["text", "sh", "xml", "json", "yaml", "python", "fsharp", "vb", "dockerfile", "diff"];

    public static TheoryData<string, int> CodeBlocks => Places(static block => block.IsCode);

    public static TheoryData<string, int> Programs => Places(static block => block.IsProgram);

    [Theory]
    [MemberData(nameof(CodeBlocks))]
    public void CodeBlock_OfAPage_Compiles(string page, int line)
    {
        (DocPage place, DocBlock block) = Find(page, line);

        Faults.AssertNone(BlockCompiler.Faults(BlockChain.Compile(place, block)));
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Program_OfAPage_PrintsWhatThePageSays(string page, int line)
    {
        (DocPage place, DocBlock block) = Find(page, line);
        using var program = new BlockProgram(BlockChain.Compile(place, block));

        string output = await program.RunAsync();

        if (ExpectedOutput.Of(place, block) is { } expected)
        {
            Assert.True(ExpectedOutput.Matches(expected.Text, output), $"{expected} says:\n{expected.Text}\nThe program prints:\n{output}");
        }
    }

    [Fact]
    public void Blocks_OfEveryPage_AreCodeThatIsCompiledOrNameAnotherLanguage() => Faults.AssertNone(
        DocPages.ForUsers.SelectMany(static page => page.Blocks)
            .Where(static block => !block.IsCode && !s_otherLanguages.Contains(block.Info, StringComparer.Ordinal))
            .Select(static block => $"{block}: '{block.Info}' is none of csharp, csharp continues, csharp run, {string.Join(", ", s_otherLanguages)}."));

    // Found by the place of its first line, which is what a failure should name.
    private static TheoryData<string, int> Places(Func<DocBlock, bool> kind)
    {
        TheoryData<string, int> places = [];
        foreach (DocBlock block in DocPages.ForUsers.SelectMany(static page => page.Blocks).Where(kind))
        {
            places.Add(block.Page, block.Line);
        }

        return places;
    }

    private static (DocPage Page, DocBlock Block) Find(string page, int line)
    {
        DocPage found = DocPages.Get(page);
        return (found, found.Blocks.Single(block => block.Line == line));
    }
}
