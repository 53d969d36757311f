namespace Pathos;

/// <summary>Something a closure, argument or result leads to means nothing in another process.</summary>
public sealed class NotShippableException : Exception
{
    internal NotShippableException(string path, string typeName, string reason, string advice)
        : base($"Cannot ship '{typeName}' at {path}. {reason} {advice}")
    {
        Path = path;
        TypeName = typeName;
        Reason = reason;
        Advice = advice;
    }

    /// <summary>Gets where it is, for example <c>closure.client._handler</c> or <c>argument[3]</c>.</summary>
    public string Path { get; }

    /// <summary>Gets the full name of the type that cannot travel.</summary>
    public string TypeName { get; }

    /// <summary>Gets what to do instead.</summary>
    public string Advice { get; }

    /// <summary>Gets why it cannot travel.</summary>
    internal string Reason { get; }

    /// <summary>The same refusal as its user sees it: what carried the user's object inside is left out of the path.</summary>
    internal NotShippableException At(string path) => new(path, TypeName, Reason, Advice);
}
