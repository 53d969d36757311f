using System.Globalization;

namespace Pathos;

/// <summary>Ports from one to another, both included.</summary>
public sealed record PortRange
{
    /// <summary>Makes a range.</summary>
    /// <param name="first">The first port, from 1.</param>
    /// <param name="last">The last port, to 65535; not less than <paramref name="first"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">One is not a port, or they are the wrong way round.</exception>
    public PortRange(int first, int last)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(first, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(last, ushort.MaxValue);
        ArgumentOutOfRangeException.ThrowIfLessThan(last, first);
        First = first;
        Last = last;
    }

    /// <summary>Gets 10000-32767: above what services use by custom, below what systems give to outgoing connections.</summary>
    public static PortRange Default { get; } = new(10_000, 32_767);

    /// <summary>Gets the first port.</summary>
    public int First { get; }

    /// <summary>Gets the last port.</summary>
    public int Last { get; }

    /// <summary>Gets how many ports there are.</summary>
    public int Count => Last - First + 1;

    /// <summary>Reads <c>8000-8999</c>, or one port.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The range.</returns>
    /// <exception cref="FormatException">It is not a range of ports.</exception>
    public static PortRange Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] ends = text.Split('-');
        return ends.Length <= 2 && Port(ends[0]) is { } first && Port(ends[^1]) is { } last && first <= last
            ? new PortRange(first, last)
            : throw new FormatException($"'{text}' is not a range of ports. One is, for example, 8000-8999; ports go from 1 to 65535.");
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{First}-{Last}");

    private static int? Port(string text) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port) && port > 0 ? port : null;
}
