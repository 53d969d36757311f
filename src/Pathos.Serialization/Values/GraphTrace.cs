using System.Globalization;

namespace Pathos.Serialization;

/// <summary>What a traced walk knows beyond a plain one: the root's name, and names for parts that are not theirs by index.</summary>
internal sealed class GraphTrace(string rootName)
{
    private readonly Dictionary<Array, Func<int, string>> _names = new(ReferenceEqualityComparer.Instance);

    public PathNode Root { get; } = new(null, rootName);

    public void Name(Array parts, Func<int, string> segments) => _names[parts] = segments;

    public string SegmentOf(Array array, int index) =>
        _names.TryGetValue(array, out Func<int, string>? segments)
            ? segments(index)
            : string.Create(CultureInfo.InvariantCulture, $"[{index}]");
}
