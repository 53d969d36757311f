namespace Pathos.Serialization;

/// <summary>How the root of a graph is written and read. Implemented by structs, so that the guard around it is
/// compiled for each way by itself.</summary>
internal interface IGraphRoot<T>
{
    static abstract void Write(GraphWriter graph, ref T root);

    static abstract T Read(GraphReader graph);
}

/// <summary>A root that is an object, or null.</summary>
internal readonly struct ObjectRoot : IGraphRoot<object?>
{
    public static void Write(GraphWriter graph, ref object? root) => graph.WriteReference(root);

    public static object? Read(GraphReader graph) => graph.ReadReference();
}

/// <summary>A root that is a value, written in place.</summary>
internal readonly struct ValueRoot<T> : IGraphRoot<T>
{
    public static void Write(GraphWriter graph, ref T root) => ValueCodec<T>.Write(graph, ref root);

    public static T Read(GraphReader graph)
    {
        T value = default!;
        ValueCodec<T>.Read(graph, ref value);
        return value;
    }
}
