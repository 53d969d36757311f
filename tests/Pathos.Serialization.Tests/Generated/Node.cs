namespace Pathos.Serialization.Tests;

/// <summary>A node of a generated graph, with a place of each kind for others.</summary>
public sealed class Node
{
    public int Number { get; set; }

    public string? Text { get; set; }

    public Node? Next { get; set; }

    public object? Any { get; set; }

    public Held Held { get; set; }

    public Node[] Array { get; set; } = [];

    public List<Node> Items { get; } = [];

    public Dictionary<string, Node> ByName { get; } = [];

    public Dictionary<Node, int> ByNode { get; } = [];

    public HashSet<Node> Set { get; } = [];

    public SortedDictionary<int, Node> Sorted { get; } = [];

    public HashSet<Named> Values { get; } = [];
}

/// <summary>A struct that holds a node.</summary>
public readonly record struct Held(long Weight, Node? Where);

/// <summary>A key that is equal by value, and holds a node that is equal by reference: its hash code is another one for each copy.</summary>
public sealed record Named(string Name, Node Where);
