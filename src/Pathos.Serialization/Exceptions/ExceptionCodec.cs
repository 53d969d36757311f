namespace Pathos.Serialization;

/// <summary>Exceptions to bytes and back. An exception always arrives: as itself, or as a <see cref="RemoteException"/> that says what
/// it was.</summary>
internal static class ExceptionCodec
{
    public static void Write(PayloadWriter writer, Exception exception)
    {
        int mark = writer.Mark();
        GraphWriter graph = writer.RentGraph();

        // The sender decides which exceptions there are: the caller declared none of them.
        DeclaredTypes declared = writer.DeclareOnly(DeclaredTypes.None);
        try
        {
            GuardedGraph<Exception, ExceptionRoot>.WritePasses(graph, writer, mark, ref exception);
        }
        catch (Exception failure) when (failure is not AbandonedException)
        {
            // Its text is larger than a payload, or than what memory is left.
            writer.Rollback(mark);
            graph.Clear();
            graph.WriteNameOnly(exception, failure);
        }
        finally
        {
            graph.Clear();
            writer.ReturnGraph(graph);
            _ = writer.DeclareOnly(declared);
        }
    }

    /// <summary>Reads an exception that has never been thrown here: the caller may throw it, once.</summary>
    /// <param name="reader">Where the bytes are.</param>
    /// <param name="origin">Where it came from, for the line between the remote stack and the local one.</param>
    public static Exception Read(PayloadReader reader, string? origin)
    {
        DeclaredTypes declared = reader.DeclareOnly(DeclaredTypes.None);
        try
        {
            return GuardedGraph<Exception, ExceptionRoot>.Read(reader, "exception", origin);
        }
        finally
        {
            _ = reader.DeclareOnly(declared);
        }
    }

    /// <summary>A root that is an exception, whatever other ways its type knows to travel.</summary>
    private readonly struct ExceptionRoot : IGraphRoot<Exception>
    {
        public static void Write(GraphWriter graph, ref Exception root) => graph.WriteException(root);

        public static Exception Read(GraphReader graph) =>
            graph.ReadException() ?? throw PayloadReader.Malformed("an exception is expected");
    }
}
