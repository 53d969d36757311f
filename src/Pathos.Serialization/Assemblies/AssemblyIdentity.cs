namespace Pathos.Serialization;

/// <summary>One build of an assembly. The name finds it, the MVID decides, the path is a hint for processes on the same host. The context
/// tells two of them apart that are loaded in one process.</summary>
internal sealed record AssemblyIdentity(string Name, Guid Mvid, string? Path, ContextMark Context = default);
