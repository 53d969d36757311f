using Pathos.Serialization;

namespace Pathos.Distributed;

/// <summary>Writes a captured pool as what opens it: its specs and options, without what belongs to this process alone.</summary>
internal sealed class PoolReducer : Reducer
{
    public override bool Handles(Type type) => type == typeof(Pool);

    public override void Write(object value, GraphWriter writer)
    {
        var pool = (Pool)value;
        writer.WriteVarInt(pool.Specs.Count);
        foreach (string spec in pool.Specs)
        {
            writer.WriteString(spec);
        }


        // Credentials are refused wherever they are met, so here they are taken out. They go along as text if the caller that opened the
        // pool said so.
        writer.WriteObject((pool.Options with { Logger = null, Output = null }).WithSecret(null), ".Options");
        writer.WriteString(pool.Options.CapturedSecret);
    }

    public override object Read(Type type, GraphReader reader) =>
        throw new InvalidDataException("A worker sent a pool; pools travel only towards workers.");
}
