namespace Pathos.Docs.Tests;

/// <summary>A fenced block of a page.</summary>
/// <param name="Page">The page's path from the root of the repository.</param>
/// <param name="Line">The line of its first line of content, from 1.</param>
/// <param name="Info">What stands after the opening fence.</param>
/// <param name="Text">What stands between the fences, every line ended.</param>
internal sealed record DocBlock(string Page, int Line, string Info, string Text)
{
    /// <summary>Gets whether this is a fragment after the page's preamble.</summary>
    public bool IsFragment => Info == "csharp";

    /// <summary>Gets whether this goes on where the block of code before it ended.</summary>
    public bool Continues => Info == "csharp continues";

    /// <summary>Gets whether this is a whole program that is run.</summary>
    public bool IsProgram => Info == "csharp run";

    public bool IsCode => IsFragment || Continues || IsProgram;

    public override string ToString() => $"{Page}:{Line}";
}
