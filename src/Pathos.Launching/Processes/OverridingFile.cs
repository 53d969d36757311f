namespace Pathos.Launching;

/// <summary>The file of an assembly that workers load in place of the framework's own.</summary>
/// <param name="Name">The simple name of the assembly.</param>
/// <param name="Path">Where it lies: a full path.</param>
internal sealed record OverridingFile(string Name, string Path);
