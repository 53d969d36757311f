using Pathos.Serialization;

namespace Pathos.Distributed;

/// <summary>A function as one call brings it: its content, and the broadcast values that it needs. It ends with the call.</summary>
/// <param name="Function">Which function it is.</param>
/// <param name="Payload">Its content. Large arrays may be the caller's own.</param>
/// <param name="Values">The broadcast values that must be on a worker before it.</param>
/// <param name="MayChange">Whether the content may be another when it is sent than when it was hashed. The worker then checks it.</param>
internal sealed record ShippedFunction(HubFunction Function, Payload Payload, IReadOnlyList<HubValue> Values, bool MayChange);

/// <summary>A broadcast value in bytes, known by their hash.</summary>
/// <param name="Assemblies">The code that it names.</param>
/// <param name="Callbacks">The numbers of the caller's objects that it holds.</param>
internal sealed record HubValue(
    string Hash, Payload Payload, IReadOnlyList<System.Reflection.Assembly> Assemblies, IReadOnlyList<int> Callbacks);
