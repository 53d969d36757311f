namespace Pathos.Distributed;

/// <summary>The shell scripts that are part of this assembly.</summary>
internal static class HostScript
{
    /// <summary>Reads a script, without its comments: a host's shell reads it byte by byte.</summary>
    public static string Load(string name)
    {
        using var resource = new StreamReader(typeof(HostScript).Assembly.GetManifestResourceStream(name)!);
        return string.Join('\n', resource.ReadToEnd().Split('\n').Where(static line => !line.TrimStart().StartsWith('#')));
    }
}
