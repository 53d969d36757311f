namespace Pathos.Serialization;

/// <summary>A graph of code and of what it captured, after the registrations that its types need wherever the code runs.</summary>
/// <remarks>To a pool's workers, all of them go along: which types code makes over there, and sends back,
/// is not to be seen in its graph.</remarks>
internal static class CodeGraph
{
    /// <summary>Writes the graph, with the same errors as <see cref="ObjectGraph.Write"/>.</summary>
    public static void Write(PayloadWriter writer, object? root, string rootName)
    {
        ObjectGraph.Write(writer, Registrations.All, "registrations");
        ObjectGraph.Write(writer, root, rootName);
    }

    /// <summary>Writes a graph to be kept, with the registrations of what is in it. The program that runs it
    /// again says what else travels there.</summary>
    public static void WriteFrozen(PayloadWriter writer, object? root, string rootName)
    {
        // Which they are is known when the graph is written, and they stand before it. Most graphs have none.
        HashSet<Registration> registered = [];
        writer.Registered = registered;
        ObjectGraph.Write(writer, null, "registrations");
        ObjectGraph.Write(writer, root, rootName);
        writer.Registered = null;
        if (registered.Count > 0)
        {
            writer.Reset();
            ObjectGraph.Write(writer, registered.ToArray(), "registrations");
            ObjectGraph.Write(writer, root, rootName);
        }
    }

    /// <summary>Learns the registrations, then reads the graph, with the same errors as <see cref="ObjectGraph.Read"/>.</summary>
    public static object? Read(PayloadReader reader, string rootName = "value")
    {
        switch (ObjectGraph.Read(reader, "registrations"))
        {
            case null:
                break;
            case Registration[] all:
                Array.ForEach(all, Registrations.Learn);
                break;
            default:
                throw PayloadReader.Malformed("registrations are expected");
        }

        return ObjectGraph.Read(reader, rootName);
    }
}
