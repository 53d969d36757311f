using System.Runtime.ExceptionServices;

namespace Pathos.Serialization;

/// <summary>Writes and reads one graph, and answers for everything that is thrown meanwhile: the payload stays whole, and the exception says where in the graph it arose.</summary>
/// <remarks>
/// The fast walk keeps no path. When it fails, the same walk is done again with one, only to learn the place. What was thrown first is what the caller gets,
/// so code that throws by chance fails its item too.
/// </remarks>
internal static class GuardedGraph<T, TRoot>
    where TRoot : struct, IGraphRoot<T>
{
    /// <summary>Writes the graph, or throws and leaves the payload as it was before.</summary>
    public static void Write(PayloadWriter writer, T root, string rootName)
    {
        int mark = writer.Mark();
        GraphWriter graph = writer.RentGraph();
        try
        {
            WritePasses(graph, writer, mark, ref root);
        }
        catch (Exception failure)
        {
            writer.Rollback(mark);
            if (Located(graph, writer, mark, ref root, rootName, failure) is var located && !ReferenceEquals(located, failure))
            {
                ExceptionDispatchInfo.Throw(located);
            }

            throw;
        }
        finally
        {
            graph.Clear();
            writer.ReturnGraph(graph);
        }
    }

    /// <summary>Reads the graph. What foreign code throws arrives as it is; anything else that goes wrong says that the bytes make no sense.</summary>
    public static T Read(PayloadReader reader, string rootName)
    {
        PayloadReader.Place start = reader.Here;
        GraphReader graph = reader.RentGraph();
        try
        {
            return ReadWhole(graph);
        }
        catch (ForeignCodeException foreign)
        {
            ForeignCode.NotePath(foreign.Cause, PlaceOfFailure(graph, reader, start, rootName));
            ExceptionDispatchInfo.Throw(foreign.Cause);
            throw;
        }
        finally
        {
            graph.Clear();
            reader.ReturnGraph(graph);
        }
    }

    /// <summary>Writes until a pass adds nothing to what must not be pruned. One pass in almost all cases.</summary>
    public static void WritePasses(GraphWriter graph, PayloadWriter writer, int mark, ref T root)
    {
        WritePass(graph, ref root);
        while (graph.Pruning.NeedsAnotherPass())
        {
            writer.Rollback(mark);
            graph.BeginAnotherPass();
            WritePass(graph, ref root);
        }
    }

    private static void WritePass(GraphWriter graph, ref T root)
    {
        graph.Pruning.BeginPass();
        TRoot.Write(graph, ref root);
        graph.Drain();
    }

    private static T ReadWhole(GraphReader graph)
    {
        try
        {
            T root = TRoot.Read(graph);
            graph.Drain();
            graph.CallBack();
            return root;
        }
        catch (Exception error) when (GraphReader.IsUndecodable(error))
        {
            throw GraphReader.Undecodable(error);
        }
    }

    /// <summary>What the caller is told of a failure: a refusal that names its path, or what was thrown with the path in its data.</summary>
    private static Exception Located(GraphWriter graph, PayloadWriter writer, int mark, ref T root, string rootName, Exception failure)
    {
        Exception cause = failure is ForeignCodeException foreign ? foreign.Cause : failure;
        string path = rootName;
        if (cause is not OutOfMemoryException)
        {
            try
            {
                graph.Clear();
                graph.BeginTrace(new GraphTrace(rootName));
                WritePasses(graph, writer, mark, ref root);
            }
            catch (NotShippableException refusal) when (cause is NotShippableException)
            {
                return refusal;
            }
            catch (Exception)
            {
                // The same again, in all likelihood; only the place is wanted of it.
                path = graph.Place;
            }
            finally
            {
                writer.Rollback(mark);
            }
        }

        if (cause is NotShippableException unlocated)
        {
            return unlocated.At(path);
        }

        ForeignCode.NotePath(cause, path);
        return cause;
    }

    private static string PlaceOfFailure(GraphReader graph, PayloadReader reader, in PayloadReader.Place start, string rootName)
    {
        PayloadReader.Place after = reader.Here;
        try
        {
            graph.Clear();
            graph.BeginTrace(rootName);
            reader.GoBack(start);
            ReadWhole(graph);
            return rootName;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return graph.Place;
        }
        finally
        {
            reader.GoBack(after);
        }
    }
}
