using Pathos.Serialization;

namespace Pathos.Worker;

/// <summary>Gives a captured cancellation token its twin.</summary>
internal sealed class TokenReducer(RemoteTokens tokens) : Reducer
{
    public override bool Handles(Type type) => type == typeof(CancellationToken);

    public override void Write(object value, GraphWriter writer)
    {
        if (((CancellationToken)value).CanBeCanceled)
        {
            writer.Refuse(typeof(CancellationToken), "a live cancellation token does not travel back", "Return what the caller needs to know instead.");
        }

        writer.WriteVarInt(0);
    }

    public override object Read(Type type, GraphReader reader)
    {
        int id = reader.ReadVarInt();
        return id == 0 ? CancellationToken.None : tokens.Get(id);
    }
}
