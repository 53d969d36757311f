using System.Collections;
using System.Globalization;

namespace Pathos.Serialization.Tests;

/// <summary>One kind of closure: what it must give when it runs in another process.</summary>
/// <param name="Name">What is special about it.</param>
/// <param name="Expected">Its result as text, written by hand.</param>
/// <param name="Make">Makes the delegate, afresh each time: a <c>Func&lt;object?&gt;</c> or <c>Func&lt;Task&lt;object?&gt;&gt;</c>.</param>
public sealed record Shape(string Name, string Expected, Func<Delegate> Make)
{
    /// <summary>Describes a result; sequences item by item.</summary>
    public static string Show(object? value) => value switch
    {
        null => "null",
        string text => text,
        IDictionary map => string.Join(",", map.Cast<DictionaryEntry>().Select(e => Show(e.Key) + "=" + Show(e.Value)).Order(StringComparer.Ordinal)),
        IEnumerable items => string.Join(",", items.Cast<object?>().Select(Show)),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}
