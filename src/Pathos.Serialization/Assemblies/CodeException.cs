namespace Pathos.Serialization;

/// <summary>A payload needs code that this process does not have.</summary>
internal abstract class CodeException(AssemblyIdentity identity, string reason, string? advice, Exception? inner = null)
    : Exception(advice is null ? reason : $"{reason} {advice}", inner)
{
    /// <summary>Gets the build that was asked for.</summary>
    public AssemblyIdentity Identity { get; } = identity;

    /// <summary>The same as a user hears it who reads data: no code comes, so the value cannot be made here.</summary>
    /// <param name="path">Where in the data it is needed.</param>
    public NotShippableException ForData(string path) => new(
        path, Identity.Name, reason, advice ?? "Refer to the assembly in the program that reads the data, and load it first.");
}

/// <summary>No source could supply the assembly, or this process may not load it.</summary>
internal sealed class CodeMissingException(AssemblyIdentity identity, string reason, Exception? inner = null, string? advice = null)
    : CodeException(identity, $"The assembly '{identity.Name}' ({identity.Mvid}) is needed and not available. {reason}", advice, inner);

/// <summary>Another build of the same assembly is loaded in the same load context already. The work belongs in a fresh process.</summary>
internal sealed class CodeConflictException(AssemblyIdentity identity, Guid loaded)
    : CodeException(
        identity,
        $"The assembly '{identity.Name}' is loaded as build {loaded}, and build {identity.Mvid} is needed. "
        + "One load context holds one build.",
        advice: null)
{
    /// <summary>Gets the build that is in the way.</summary>
    public Guid Loaded { get; } = loaded;
}

/// <summary>Several load contexts of this process hold the build, and the payload does not say which of them is meant.</summary>
internal sealed class CodeAmbiguousException(AssemblyIdentity identity, IEnumerable<string> contexts)
    : CodeException(
        identity,
        $"The assembly '{identity.Name}' ({identity.Mvid}) is loaded in several load contexts here ({string.Join(", ", contexts)}), "
        + "and nothing says which one is meant.",
        "Unload the others, or load it into one that all of them share.");
