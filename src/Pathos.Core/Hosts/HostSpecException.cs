namespace Pathos;

/// <summary>A host spec is not well formed, or asks for what there is not.</summary>
public sealed class HostSpecException : FormatException
{
    internal HostSpecException(string spec, int position, string problem)
        : base($"{problem}{Environment.NewLine}    {spec}{Environment.NewLine}    {new string(' ', position)}^ at character {position + 1}{Environment.NewLine}A host spec is [scheme://][user@]host[:port][/workers][?key=value&...], for example local/4.")
    {
        Spec = spec;
        Position = position;
    }

    /// <summary>Gets the spec.</summary>
    public string Spec { get; }

    /// <summary>Gets where in the spec the problem is, from 0.</summary>
    public int Position { get; }
}
