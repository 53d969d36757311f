using System.Globalization;

namespace Pathos.Serialization.Tests;

/// <summary>Builds a graph from its plan, and compares two.</summary>
public static class NodeGraph
{
    /// <summary>How many kinds of links there are.</summary>
    public const int Kinds = 11;

    /// <summary>Builds the graph. Each row of the plan is a node: pairs of a kind of link and the index of its target.</summary>
    public static Node Build(int[][] plan)
    {
        Node[] nodes = [.. plan.Select(static (_, i) => new Node { Number = i })];
        string shared = new('s', 100);
        for (int i = 0; i < plan.Length; i++)
        {
            for (int k = 0; k + 1 < plan[i].Length; k += 2)
            {
                Link(nodes[i], plan[i][k] % Kinds, nodes[plan[i][k + 1] % nodes.Length], shared);
            }
        }

        return nodes[0];
    }

    /// <summary>Finds the first difference of two graphs, in content, identity or order, or null.</summary>
    public static string? Difference(Node expected, Node actual)
    {
        var pairs = new Dictionary<Node, Node>(ReferenceEqualityComparer.Instance);
        var taken = new HashSet<Node>(ReferenceEqualityComparer.Instance);
        var pending = new Queue<(Node Expected, Node Actual)>();
        string? found = Meet(expected, actual);
        while (found is null && pending.TryDequeue(out (Node Expected, Node Actual) next))
        {
            found = Compare(next.Expected, next.Actual);
        }

        return found;

        string? Meet(Node? one, Node? other)
        {
            if (one is null || other is null)
            {
                return one is null && other is null ? null : "one side has no node";
            }

            if (pairs.TryGetValue(one, out Node? known))
            {
                return ReferenceEquals(known, other) ? null : $"node {one.Number} became two objects";
            }

            if (!taken.Add(other))
            {
                return $"node {one.Number} became an object that stands for another node";
            }

            pairs.Add(one, other);
            pending.Enqueue((one, other));
            return null;
        }

        string? MeetAll(string what, IEnumerable<Node> ones, IEnumerable<Node> others)
        {
            Node[] left = [.. ones];
            Node[] right = [.. others];
            return left.Length != right.Length
                ? string.Create(CultureInfo.InvariantCulture, $"{what}: {left.Length} and {right.Length}")
                : left.Zip(right).Select(pair => Meet(pair.First, pair.Second)).FirstOrDefault(static text => text is not null);
        }

        string? Compare(Node one, Node other) =>
            one.Number != other.Number || one.Text != other.Text || one.Held.Weight != other.Held.Weight ? $"node {one.Number} has other values"
            : Meet(one.Next, other.Next)
            ?? CompareAny(one.Any, other.Any)
            ?? Meet(one.Held.Where, other.Held.Where)
            ?? MeetAll("array", one.Array, other.Array)
            ?? MeetAll("list", one.Items, other.Items)
            ?? (one.ByName.Keys.SequenceEqual(other.ByName.Keys) ? null : "other names")
            ?? MeetAll("names", one.ByName.Values, other.ByName.Values)
            ?? MeetAll("nodes as keys", one.ByNode.Keys, other.ByNode.Keys)
            ?? (one.ByNode.Values.SequenceEqual(other.ByNode.Values) ? null : "other values of nodes")
            ?? MeetAll("set", one.Set, other.Set)
            ?? MeetAll("sorted", one.Sorted.Values, other.Sorted.Values)
            ?? MeetAll("values", one.Values.Select(static value => value.Where), other.Values.Select(static value => value.Where))
            ?? Lookups(other);

        string? CompareAny(object? one, object? other) => one switch
        {
            Node node => other is Node same ? Meet(node, same) : "no node in an object",
            Held held => other is Held same && same.Weight == held.Weight ? Meet(held.Where, same.Where) : "no struct in an object",
            _ => Equals(one, other) ? null : "another object",
        };
    }

    /// <summary>Each container finds what it holds.</summary>
    private static string? Lookups(Node node) =>
        node.ByName.All(pair => ReferenceEquals(node.ByName[pair.Key], pair.Value)) && node.ByNode.All(pair => node.ByNode[pair.Key] == pair.Value)
        && node.Set.All(node.Set.Contains) && node.Sorted.All(pair => ReferenceEquals(node.Sorted[pair.Key], pair.Value))
        && node.Values.All(value => node.Values.Contains(value with { }))
            ? null
            : $"node {node.Number} does not find what it holds";

    private static void Link(Node from, int kind, Node to, string shared)
    {
        switch (kind)
        {
            case 0:
                from.Next = to;
                break;
            case 1:
                from.Any = to;
                break;
            case 2:
                from.Any = new Held(to.Number, to);
                break;
            case 3:
                from.Held = new Held(from.Number, to);
                break;
            case 4:
                from.Array = [.. from.Array, to];
                break;
            case 5:
                from.Items.Add(to);
                break;
            case 6:
                from.ByName[$"name {to.Number}"] = to;
                break;
            case 7:
                from.ByNode[to] = from.Number;
                break;
            case 8:
                from.Set.Add(to);
                break;
            case 9:
                from.Sorted[-to.Number] = to;
                break;
            default:
                from.Values.Add(new Named("n", to));
                from.Text = shared;
                break;
        }
    }
}
