namespace Pathos.Serialization;

/// <summary>An exception as data: captured, in a list, or inside another exception's fields.</summary>
internal sealed class ExceptionReducer : Reducer
{
    public override bool IsInert => true;

    public override bool Handles(Type type) => typeof(Exception).IsAssignableFrom(type);

    // The exact type is the codec's business: it may be one that the reader does not have.
    public override Type WireType(Type type) => typeof(Exception);

    public override void Write(object value, GraphWriter writer) => ExceptionCodec.Write(writer.Output, (Exception)value);

    public override object Read(Type type, GraphReader reader) => ExceptionCodec.Read(reader.Input, origin: null);
}
