namespace Pathos.Serialization;

/// <summary>One object graph into and out of a payload: cycles and shared references kept, closures pruned.</summary>
internal static class ObjectGraph
{
    /// <summary>Writes the graph, or throws <see cref="NotShippableException"/> with the path, leaving the writer as it was.</summary>
    public static void Write(PayloadWriter writer, object? root, string rootName)
    {
        int mark = writer.Mark();
        GraphWriter graph = writer.RentGraph();
        try
        {
            if (!TryWrite(graph, writer, mark, root))
            {
                graph.Clear();
                WriteTraced(graph, writer, mark, root, rootName);
            }
        }
        finally
        {
            graph.Clear();
            writer.ReturnGraph(graph);
        }
    }

    /// <summary>Reads a graph. Bytes that make no sense end in <see cref="InvalidDataException"/>, missing code in <see cref="CodeException"/>.</summary>
    public static object? Read(PayloadReader reader)
    {
        GraphReader graph = reader.RentGraph();
        try
        {
            return graph.ReadRoot();
        }
        catch (Exception e) when (e is not (InvalidDataException or CodeException or OutOfMemoryException))
        {
            throw new InvalidDataException("The payload cannot be decoded: " + e.Message, e);
        }
        finally
        {
            graph.Clear();
            reader.ReturnGraph(graph);
        }
    }

    /// <summary>Writes until a pass adds nothing to what must not be pruned. One pass in almost all cases.</summary>
    internal static void WritePasses(GraphWriter graph, PayloadWriter writer, int mark, object? root)
    {
        graph.WriteRoot(root);
        while (graph.Pruning.NeedsAnotherPass)
        {
            writer.Rollback(mark);
            graph.BeginAnotherPass();
            graph.WriteRoot(root);
        }
    }

    private static bool TryWrite(GraphWriter graph, PayloadWriter writer, int mark, object? root)
    {
        try
        {
            WritePasses(graph, writer, mark, root);
            return true;
        }
        catch (NotShippableException)
        {
            writer.Rollback(mark);
            return false;
        }
    }

    private static void WriteTraced(GraphWriter graph, PayloadWriter writer, int mark, object? root, string rootName)
    {
        try
        {
            graph.BeginTrace(new GraphTrace(rootName));
            WritePasses(graph, writer, mark, root);
        }
        catch
        {
            writer.Rollback(mark);
            throw;
        }
    }
}
