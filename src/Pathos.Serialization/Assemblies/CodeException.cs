namespace Pathos.Serialization;

/// <summary>A payload needs code that this process does not have.</summary>
internal abstract class CodeException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>No source could supply the assembly, or this process may not load it.</summary>
internal sealed class CodeMissingException(AssemblyIdentity identity, string reason, Exception? inner = null)
    : CodeException($"The assembly '{identity.Name}' ({identity.Mvid}) is needed and not available. {reason}", inner)
{
    /// <summary>Gets the build that was asked for.</summary>
    public AssemblyIdentity Identity { get; } = identity;
}

/// <summary>Another build of the same assembly is loaded in the same load context already. The work belongs in a fresh process.</summary>
internal sealed class CodeConflictException(AssemblyIdentity identity, Guid loaded)
    : CodeException(
        $"The assembly '{identity.Name}' is loaded as build {loaded}, and build {identity.Mvid} is needed. One load context holds one build.")
{
    /// <summary>Gets the build that was asked for.</summary>
    public AssemblyIdentity Identity { get; } = identity;

    /// <summary>Gets the build that is in the way.</summary>
    public Guid Loaded { get; } = loaded;
}

/// <summary>Several load contexts of this process hold the build, and the payload does not say which of them is meant.</summary>
internal sealed class CodeAmbiguousException(AssemblyIdentity identity, IEnumerable<string> contexts)
    : CodeException(
        $"The assembly '{identity.Name}' ({identity.Mvid}) is loaded in several load contexts here ({string.Join(", ", contexts)}), and nothing says which one is meant. Unload the others, or load it into one that all of them share.")
{
    /// <summary>Gets the build that was asked for.</summary>
    public AssemblyIdentity Identity { get; } = identity;
}
