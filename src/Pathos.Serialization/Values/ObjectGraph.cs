namespace Pathos.Serialization;

/// <summary>One object graph into and out of a payload: cycles and shared references kept, closures pruned.</summary>
internal static class ObjectGraph
{
    /// <summary>Writes the graph. What cannot travel is a <see cref="NotShippableException"/> with the path; what foreign code throws is
    /// thrown on, with the path in its data. The writer is left as it was then.</summary>
    public static void Write(PayloadWriter writer, object? root, string rootName) =>
        GuardedGraph<object?, ObjectRoot>.Write(writer, root, rootName);

    /// <summary>Reads a graph. Bytes that make no sense end in <see cref="InvalidDataException"/>, missing code in
    /// <see cref="CodeException"/>; what foreign code throws is thrown on, with the path in its data.</summary>
    public static object? Read(PayloadReader reader, string rootName = "value") => GuardedGraph<object?, ObjectRoot>.Read(reader, rootName);

    /// <summary>Writes without a guard, for a walk that goes on after refusals.</summary>
    public static void WritePasses(GraphWriter graph, PayloadWriter writer, int mark, object? root) =>
        GuardedGraph<object?, ObjectRoot>.WritePasses(graph, writer, mark, ref root);
}
