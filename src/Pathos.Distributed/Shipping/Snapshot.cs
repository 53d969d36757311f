using Pathos.Serialization;

namespace Pathos.Distributed;

/// <summary>Copies the blocks of a payload that is kept: the arrays are the user's, who may change them when the call is over.</summary>
internal static class Snapshot
{
    public static Payload Of(Payload payload) => payload.Blocks.Length == 0
        ? payload
        : payload with { Blocks = Array.ConvertAll(payload.Blocks, static block => block with { Array = (Array)block.Array.Clone() }) };
}
