using System.Runtime.ExceptionServices;

namespace Pathos.Serialization;

/// <summary>Writes and reads one graph, and answers for everything that is thrown meanwhile: the payload stays whole, and the exception
/// says where in the graph it arose.</summary>
/// <remarks>
/// The fast walk keeps no path. When it fails, the same walk is done again with one, only to learn the place. What was thrown first is
/// what the caller gets, so code that throws by chance fails its item too.
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
        catch (AbandonedException)
        {
            writer.Rollback(mark);
            throw;
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

    /// <summary>Reads the graph. What foreign code throws arrives as it is; anything else that goes wrong
    /// says that the bytes make no sense.</summary>
    /// <param name="reader">Where the bytes are.</param>
    /// <param name="rootName">How paths name the root.</param>
    /// <param name="origin">Where exceptions in the graph come from, if that is known.</param>
    public static T Read(PayloadReader reader, string rootName, string? origin = null)
    {
        PayloadReader.Place start = reader.Here;
        GraphReader graph = reader.RentGraph();
        graph.Origin = origin;
        try
        {
            return ReadWhole(graph);
        }
        catch (ForeignCodeException foreign)
        {
            string path = PlaceOfFailure(graph, reader, start, rootName);
            if (foreign.Cause is NotShippableException refusal)
            {
                throw refusal.At(path);
            }

            ForeignCode.NotePath(foreign.Cause, path);
            ExceptionDispatchInfo.Throw(foreign.Cause);
            throw;
        }
        catch (CodeException missing) when (!reader.Context.HoldsCode && missing.Identity.Context.Kind != ContextKind.Default)
        {
            throw missing.ForData(PlaceOfFailure(graph, reader, start, rootName));
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
        while (!TryWritePass(graph, ref root))
        {
            writer.Rollback(mark);
            graph.BeginAnotherPass();
        }
    }

    private static bool TryWritePass(GraphWriter graph, ref T root)
    {
        try
        {
            WritePass(graph, ref root);
            return !graph.Pruning.NeedsAnotherPass();
        }
        catch (NotShippableException) when (graph.TryLeaveOutCodeOfParts())
        {
            return false;
        }
    }

    private static void WritePass(GraphWriter graph, ref T root)
    {
        graph.Pruning.BeginPass();
        TRoot.Write(graph, ref root);
        graph.Drain();
        graph.WriteExceptionContents();
    }

    private static T ReadWhole(GraphReader graph)
    {
        try
        {
            PayloadReader.Place start = graph.Input.Here;
            T root = TRoot.Read(graph);
            graph.Complete();
            while (graph.NeedsAnotherPass)
            {
                graph.Input.GoBack(start);
                graph.BeginAnotherPass();
                root = TRoot.Read(graph);
                graph.Complete();
            }

            graph.CallBack();
            return root;
        }
        catch (Exception error) when (GraphReader.IsUndecodable(error))
        {
            throw graph.TextInANarrowPlace(error) ?? GraphReader.Undecodable(error);
        }
    }

    /// <summary>What the caller is told of a failure: a refusal that names its path, or what was
    /// thrown with the path in its data.</summary>
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
            catch (NotShippableException refusal) when (cause is NotShippableException && refusal.Path.Length > 0)
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
            Type type = graph.Writing ?? root?.GetType() ?? typeof(T);
            return new NotShippableException(path, TypeNames.Of(type), unlocated.Reason, unlocated.Advice);
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
