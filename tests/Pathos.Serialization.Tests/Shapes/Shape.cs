using System.Collections;
using System.Globalization;

namespace Pathos.Serialization.Tests;

/// <summary>One kind of closure: what it must give when it runs in another process.</summary>
/// <param name="Name">What is special about it.</param>
/// <param name="Expected">Its result as text, written by hand.</param>
/// <param name="Make">Makes the delegate, afresh each time: a <c>Func&lt;object?&gt;</c> or <c>Func&lt;Task&lt;object?&gt;&gt;</c>.</param>
public sealed record Shape(string Name, string Expected, Func<Delegate> Make)
{
    /// <summary>Gets what becomes of the value on its way as data: its result, or its refusal. Null where it is not a value but a closure.</summary>
    public Func<object?>? AsData { get; private init; }

    /// <summary>A captured value, and what is done with it; null where it is the result itself.</summary>
    public static Shape OfValue<T>(string name, string expected, Func<T> make, Func<T, object?>? use)
    {
        Delegate Capture()
        {
            T value = make();
            return use is null ? new Func<object?>(() => value) : () => use(value);
        }

        object? AsData()
        {
            T arrived = DataTrip.Of(make());
            return use is null ? arrived : use(arrived);
        }

        return new Shape(name, expected, Capture) { AsData = AsData };
    }

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
