namespace Pathos.Cli.Remote;

/// <summary>One end of a copy: a path here, or <c>host:path</c>.</summary>
internal readonly record struct CopyEnd(string? Host, string Path)
{
    public static CopyEnd Parse(string text)
    {
        // As scp reads it: a path here that has a colon is written with a folder before it, ./a:b. An address with colons stands in
        // brackets.
        int name = text.IndexOf('@', StringComparison.Ordinal) + 1;
        bool isBracketed = text.AsSpan(name).StartsWith('[') && !text.AsSpan(0, name).ContainsAny('/', ':');
        int colon = isBracketed ? text.IndexOf("]:", StringComparison.Ordinal) + 1 : text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || text[..colon].Contains('/', StringComparison.Ordinal))
        {
            return new CopyEnd(null, text);
        }

        return new CopyEnd(text[..colon], text[(colon + 1)..] is { Length: > 0 } path ? path : ".");
    }
}
