namespace Pathos.Serialization;

/// <summary>A worker asks for code: an exact build, any build of a name (<see cref="Guid.Empty"/>), or a native library.</summary>
internal sealed record AssemblyRequest(string Name, Guid Mvid, bool Native);

/// <summary>What the client has: a file for a worker on the same host, or the image when no file holds this build.</summary>
internal sealed record AssemblyReply(string Name, Guid Mvid, string? Path, byte[]? Image);
