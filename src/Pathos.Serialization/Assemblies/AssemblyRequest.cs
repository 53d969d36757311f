namespace Pathos.Serialization;

/// <summary>A worker asks for code: an exact build, any build of a name (<see cref="Guid.Empty"/>), or a native library.</summary>
/// <param name="Context">The number of the client's load context that the code is needed in.</param>
/// <param name="Version">The version in the reference, where a name comes from one: the parts of a script have one name and differ in
/// that.</param>
internal sealed record AssemblyRequest(string Name, Guid Mvid, bool Native, int Context = LoadContexts.Default, string? Version = null);

/// <summary>What the client has: a file for a worker on the same host, or the image when no file holds this build.</summary>
/// <param name="Context">The number of the client's load context that holds it.</param>
internal sealed record AssemblyReply(string Name, Guid Mvid, string? Path, byte[]? Image, int Context = LoadContexts.Default);
