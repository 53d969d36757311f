using Pathos.Serialization;

namespace Pathos.Worker;

/// <summary>Gives a captured cancellation token its twin.</summary>
internal sealed class TokenReducer(RemoteTokens tokens) : Reducer
{
    // Numbers with a meaning of their own; the pool's reducer knows them too.
    private const int Never = 0;
    private const int Already = 1;

    public override bool Handles(Type type) => type == typeof(CancellationToken);

    public override void Write(object value, GraphWriter writer)
    {
        var token = (CancellationToken)value;
        if (token.CanBeCanceled && !token.IsCancellationRequested)
        {
            writer.Refuse(typeof(CancellationToken), "a live cancellation token does not travel back", "Return what the caller needs to know instead.");
        }

        writer.WriteVarInt(token.IsCancellationRequested ? Already : Never);
    }

    public override object Read(Type type, GraphReader reader)
    {
        int id = reader.ReadVarInt();
        return id switch
        {
            Never => CancellationToken.None,
            Already => new CancellationToken(canceled: true),
            _ => tokens.Get(id),
        };
    }
}
