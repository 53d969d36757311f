using System.Text;

namespace Pathos.Serialization;

/// <summary>A place in a graph, as the user would write it: <c>closure.clients[3]._handler</c>.</summary>
internal sealed class PathNode(PathNode? parent, string segment)
{
    private const int Shown = 24;

    /// <summary>A report lists what a user named, not every node of a tree.</summary>
    private const int ListedDepth = 2;

    public static readonly PathNode Unknown = new(null, "closure");

    // Null where the place has a line of its own.
    private readonly PathNode? _listedAncestor = parent is { Depth: >= ListedDepth } ? parent.Listed : null;

    /// <summary>Gets the nearest place that a report has a line for: this one, or one that it lies in.</summary>
    public PathNode Listed => _listedAncestor ?? this;

    private int Depth { get; } = parent is null ? 0 : parent.Depth + 1;

    private PathNode? Parent { get; } = parent;

    private string Segment { get; } = segment;

    public override string ToString()
    {
        // A refusal at the end of a list of a million nodes must be readable, and cheap: both ends, and dots between.
        List<string> segments = [];
        PathNode? node = this;
        for (; node is not null && segments.Count < Shown; node = node.Parent)
        {
            segments.Add(node.Segment);
        }

        StringBuilder text = new();
        if (node is not null)
        {
            PathNode root = node;
            while (root.Parent is not null)
            {
                root = root.Parent;
            }

            text.Append(root.Segment).Append("...");
        }

        for (int i = segments.Count - 1; i >= 0; i--)
        {
            text.Append(segments[i]);
        }

        return text.ToString();
    }
}
