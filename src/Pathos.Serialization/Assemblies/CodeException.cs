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

/// <summary>Another build of the same assembly is loaded here already. The work belongs in a fresh process.</summary>
internal sealed class CodeConflictException(AssemblyIdentity identity, Guid loaded)
    : CodeException(
        $"The assembly '{identity.Name}' is loaded as build {loaded}, and build {identity.Mvid} is needed. One process holds one build.")
{
    /// <summary>Gets the build that was asked for.</summary>
    public AssemblyIdentity Identity { get; } = identity;

    /// <summary>Gets the build that is in the way.</summary>
    public Guid Loaded { get; } = loaded;
}
