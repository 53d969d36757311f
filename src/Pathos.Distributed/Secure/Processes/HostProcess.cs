namespace Pathos;

/// <summary>A process of a host, as it was listed at one moment.</summary>
/// <param name="Id">Its process id.</param>
/// <param name="ParentId">The process id of its parent.</param>
/// <param name="GroupId">The id of its process group.</param>
/// <param name="Command">Its command line, as the host lists it.</param>
public sealed record HostProcess(int Id, int ParentId, int GroupId, string Command);
