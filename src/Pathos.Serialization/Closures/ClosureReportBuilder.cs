namespace Pathos.Serialization;

/// <summary>Collects a <see cref="ClosureReport"/> from a walk that goes on after refusals.</summary>
internal sealed class ClosureReportBuilder
{
    /// <summary>Deeper places count towards their ancestor here: a report lists what a user named, not every node of a tree.</summary>
    private const int ListedDepth = 2;

    private readonly Dictionary<string, (string Type, long Bytes)> _entries = new(StringComparer.Ordinal);
    private readonly List<string> _order = [];
    private readonly List<ClosureRefusal> _refusals = [];

    public static ClosureReport Explain(SerializationContext context, Delegate function, string rootName)
    {
        ClosureReportBuilder builder = new();
        PayloadWriter writer = new(context);
        GraphWriter graph = writer.RentGraph();
        graph.BeginTrace(new GraphTrace(rootName));
        graph.BeginReport(builder);
        try
        {
            ObjectGraph.WritePasses(graph, writer, writer.Mark(), function);
        }
        catch (NotShippableException refusal)
        {
            builder.Refuse(refusal);
        }

        string method = function.Method.DeclaringType is { } type ? TypeNames.Of(type) + "." + function.Method.Name : function.Method.Name;
        return new ClosureReport(method, writer.Table.AssemblyNames(), builder.Entries(), builder._refusals, writer.Length);
    }

    public void Clear()
    {
        _entries.Clear();
        _order.Clear();
        _refusals.Clear();
    }

    /// <summary>Counts the content of an object.</summary>
    public void Add(PathNode? at, Type type, int bytes)
    {
        PathNode? listed = at;
        while (listed is not null && listed.Depth > ListedDepth)
        {
            listed = listed.Parent;
        }

        string path = (listed ?? PathNode.Unknown).ToString();
        if (!_entries.TryGetValue(path, out (string Type, long Bytes) entry))
        {
            _order.Add(path);
            entry = (TypeNames.Of(type), 0);
        }

        _entries[path] = entry with { Bytes = entry.Bytes + bytes };
    }

    /// <summary>Counts a field; its bytes are part of the object that holds it, and move from there to the field's own line.</summary>
    public void AddField(PathNode? at, Type declared, object? value, int bytes)
    {
        if (at is null || at.Depth == 0 || at.Depth > ListedDepth)
        {
            return;
        }

        Add(at, value?.GetType() ?? declared, bytes);
        if (at.Parent is { } holder)
        {
            Add(holder, declared, -bytes);
        }
    }

    public void Refuse(NotShippableException refusal) =>
        _refusals.Add(new ClosureRefusal(refusal.Path, refusal.TypeName, refusal.Reason, refusal.Advice));

    private List<ClosureEntry> Entries()
    {
        List<ClosureEntry> entries = [];
        foreach (string path in _order)
        {
            (string type, long bytes) = _entries[path];
            entries.Add(new ClosureEntry(path, type, Math.Max(bytes, 0)));
        }

        return entries;
    }
}
