namespace Pathos;

/// <summary>Places in a function's graph, as the function's author would name them.</summary>
internal static class FunctionPath
{
    /// <summary>The name of the whole graph.</summary>
    public const string Root = "closure";

    // The verbs wrap the user's delegate, and what takes several arguments once more. The user wrote no part of that.
    private const string Wrapping = ".function";

    /// <summary>Leaves out what the verbs put around the user's delegate.</summary>
    public static string WithoutWrapping(string path)
    {
        if (!path.StartsWith(Root + Wrapping, StringComparison.Ordinal))
        {
            return path;
        }

        ReadOnlySpan<char> rest = path.AsSpan(Root.Length);
        while (rest.StartsWith(Wrapping, StringComparison.Ordinal))
        {
            rest = rest[Wrapping.Length..];
        }

        return string.Concat(Root, rest);
    }
}
