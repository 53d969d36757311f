using System.Globalization;
using System.Text;

namespace Pathos;

/// <summary>What would travel with a closure.</summary>
public sealed class ClosureReport
{
    internal ClosureReport(
        string function,
        IReadOnlyList<string> assemblies,
        IReadOnlyList<ClosureEntry> entries,
        IReadOnlyList<ClosureRefusal> refusals,
        long totalBytes)
    {
        Function = function;
        Assemblies = assemblies;
        Entries = entries;
        Refusals = refusals;
        TotalBytes = totalBytes;
    }

    /// <summary>Gets the method that the delegate calls.</summary>
    public string Function { get; }

    /// <summary>Gets the user assemblies that the closure mentions, by name. What they reference in
    /// turn is fetched when it is needed.</summary>
    public IReadOnlyList<string> Assemblies { get; }

    /// <summary>Gets what travels, by path, the delegate itself first; things deep inside count towards the nearest listed path.</summary>
    public IReadOnlyList<ClosureEntry> Entries { get; }

    /// <summary>Gets what refuses to travel. Empty when the closure can be shipped.</summary>
    public IReadOnlyList<ClosureRefusal> Refusals { get; }

    /// <summary>Gets whether the closure can be shipped by a pool.</summary>
    public bool IsShippable => Refusals.Count == 0;

    /// <summary>Gets the bytes of the whole closure, type table and blocks included; what is refused counts nothing.</summary>
    public long TotalBytes { get; }

    /// <summary>Lays the report out as a plain table.</summary>
    /// <returns>Several lines of text.</returns>
    public override string ToString()
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{Function}: {TotalBytes} bytes, ")
            .AppendLine(IsShippable ? "shippable" : "NOT shippable");
        text.Append("assemblies: ").AppendLine(Assemblies.Count == 0 ? "(framework only)" : string.Join(", ", Assemblies));
        int width = 0;
        foreach (ClosureEntry entry in Entries)
        {
            width = Math.Max(width, Math.Min(entry.Path.Length, 60));
        }

        foreach (ClosureEntry entry in Entries)
        {
            text.Append("  ").Append(entry.Path.PadRight(width)).Append(CultureInfo.InvariantCulture, $"  {entry.Bytes,10}  ")
                .Append(entry.TypeName).Append(", ").AppendLine(entry.RuleName);
        }

        foreach (ClosureRefusal refusal in Refusals)
        {
            text.Append("  refused: ").Append(refusal.Path).Append("  ").AppendLine(refusal.TypeName);
            text.Append("           ").Append(refusal.Reason).Append(' ').AppendLine(refusal.Advice);
        }

        return text.ToString();
    }
}

/// <summary>One thing that travels with a closure.</summary>
/// <param name="Path">Where it is, for example <c>closure.table</c>.</param>
/// <param name="TypeName">Its type.</param>
/// <param name="Bytes">What it adds to the payload, blocks included, without paths listed below it.</param>
/// <param name="Rule">The rule that took its type.</param>
public sealed record ClosureEntry(string Path, string TypeName, long Bytes, TravelRule Rule)
{
    /// <summary>Gets the rule in words, for example <c>dictionary: comparer and entries</c>.</summary>
    public string RuleName { get; init; } = NameOf(Rule);

    private static string NameOf(TravelRule rule) => rule switch
    {
        TravelRule.Registered => "registered",
        TravelRule.CarriedByPool => "carried by the pool",
        TravelRule.ValueSerializer => "by the value serializer",
        TravelRule.BuiltIn => "by a built-in rule",
        TravelRule.WellKnownInstance => "well-known instance",
        TravelRule.Code => "code",
        TravelRule.Memory => "as it is",
        TravelRule.Elements => "by elements",
        TravelRule.Fields => "by fields",
        _ => "refused",
    };
}

/// <summary>One thing that refuses to travel.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="TypeName">Its type.</param>
/// <param name="Reason">Why it cannot travel.</param>
/// <param name="Advice">What to do instead.</param>
public sealed record ClosureRefusal(string Path, string TypeName, string Reason, string Advice);
