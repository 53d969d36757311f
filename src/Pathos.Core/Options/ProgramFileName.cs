namespace Pathos;

/// <summary>The name of a file below a program's base directory: it can name nothing outside.</summary>
internal static class ProgramFileName
{
    private static readonly char[] s_separators = ['/', '\\'];

    /// <summary>
    /// Gets whether it is relative and stays below its folder, on every system; in its last part it may have the wildcards * and ?.
    /// </summary>
    public static bool IsValid(string? name)
    {
        if (string.IsNullOrWhiteSpace(name) || Path.IsPathRooted(name) || name.AsSpan().ContainsAny(':', '\0'))
        {
            return false;
        }

        string[] parts = name.Split(s_separators);
        return !Array.Exists(parts, static part => part is "" or "..") && parts[^1] is not "."
            && !Array.Exists(parts[..^1], static part => part.AsSpan().ContainsAny('*', '?'));
    }
}
