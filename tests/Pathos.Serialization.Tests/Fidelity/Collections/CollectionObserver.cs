using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace Pathos.Serialization.Tests;

/// <summary>Describes all that a program can see of a collection: what it holds, finds and answers, and what it does when it is changed. Runs in both processes.</summary>
internal static class CollectionObserver
{
    private const int MostItems = 40;
    private const int Depth = 3;

    private static readonly string[] s_lookups = ["Contains", "ContainsKey", "ContainsValue", "IndexOf", "IndexOfKey", "TryGetValue", "get_Item", "Peek", "GetValues", "Find"];
    private static readonly string[] s_removers = ["Remove", "TryRemove", "Dequeue", "Pop", "TryTake", "RemoveFirst", "RemoveAt"];

    // What these members say is not content: how much room there is, an object of its own to lock, and what the enumeration shows anyway.
    private static readonly HashSet<string> s_skipped = new(StringComparer.Ordinal) { "SyncRoot", "Capacity", "Item", "Dictionary", "List", "CurrentCapacity", "EffectiveCapacity" };

    /// <param name="kind">How it was made.</param>
    /// <param name="collection">The collection, which is changed.</param>
    /// <param name="isOrdered">Whether the order is shown. If not, the items are sorted by their text.</param>
    public static string Describe(CollectionKind kind, object collection, bool isOrdered)
    {
        StringBuilder text = new();
        text.AppendLine(collection.GetType().ToString());
        Section(text, "items", collection, isOrdered);
        Lookups(text, collection, isOrdered);
        foreach (PropertyInfo property in collection.GetType().GetProperties().Where(static p => p.GetIndexParameters().Length == 0 && !s_skipped.Contains(p.Name)).OrderBy(static p => p.Name, StringComparer.Ordinal))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{property.Name} = {Attempt(() => Show(property.GetValue(collection), Depth, isOrdered))}");
        }

        if (kind.CanAdd)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"add: {Attempt(() => (collection = kind.Add(collection, SampleValues.Filled) ?? collection).GetType().Name)}");
            Section(text, "after adding", collection, isOrdered);
        }

        Remove(text, collection, isOrdered);
        return text.ToString();
    }

    private static void Section(StringBuilder text, string name, object collection, bool isOrdered) =>
        text.AppendLine(CultureInfo.InvariantCulture, $"{name}: {Attempt(() => Show(collection as IEnumerable ?? collection.GetType().GetProperty("UnorderedItems")?.GetValue(collection), Depth, isOrdered))}");

    private static void Lookups(StringBuilder text, object collection, bool isOrdered)
    {
        foreach (MethodInfo method in Methods(collection, s_lookups))
        {
            for (int i = 0; i <= SampleValues.Filled; i++)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"{method} {i}: {Attempt(() => Call(method, collection, i, isOrdered, out _))}");
            }
        }
    }

    private static void Remove(StringBuilder text, object collection, bool isOrdered)
    {
        if (Methods(collection, s_removers).FirstOrDefault() is not { } method || (!isOrdered && method.Name == "TryTake"))
        {
            return;
        }

        object? result = null;
        text.AppendLine(CultureInfo.InvariantCulture, $"{method}: {Attempt(() => Call(method, collection, 1, isOrdered, out result))}");
        Section(text, "after removing", collection.GetType().IsInstanceOfType(result) ? result! : collection, isOrdered);
    }

    private static IEnumerable<MethodInfo> Methods(object collection, string[] names) => names.SelectMany(name => collection.GetType().GetMethods()
        .Where(m => m.Name == name && !m.IsStatic && !m.IsGenericMethodDefinition && m.GetParameters().All(static p => p.IsOut || SampleValues.Of(p.ParameterType, 0) is not null))
        .OrderBy(static m => m.ToString(), StringComparer.Ordinal));

    private static string Call(MethodInfo method, object collection, int index, bool isOrdered, out object? result)
    {
        // A number is a place in a list, and a key elsewhere.
        object?[] arguments = [.. method.GetParameters().Select(p => p.IsOut ? null : p.Name == "index" ? index : SampleValues.Of(p.ParameterType, index))];
        result = method.Invoke(collection, arguments);
        return Show(result, 1, isOrdered) + string.Concat(method.GetParameters().Select((p, i) => p.IsOut ? " " + Show(arguments[i], 1, isOrdered) : ""));
    }

    private static string Attempt(Func<string> action)
    {
        try
        {
            return action();
        }
        catch (Exception error)
        {
            return "throws " + (error is TargetInvocationException { InnerException: { } inner } ? inner : error).GetType().Name;
        }
    }

    private static string Show(object? value, int depth, bool isOrdered)
    {
        switch (value)
        {
            case null:
                return "null";
            case string text:
                return $"\"{text}\"";
            case Person or Type or Enum or Uri or Version or Delegate:
                return value.ToString()!;
            case IFormattable number when value.GetType().IsPrimitive || value is decimal or DateTime or DateTimeOffset or Guid or TimeSpan:
                return number.ToString(null, CultureInfo.InvariantCulture);
            case bool or char:
                return value.ToString()!;
            case IEnumerable items:
                IEnumerable<string> shown = items.Cast<object?>().Take(MostItems).Select(item => Show(item, depth - 1, isOrdered));
                return value.GetType().Name + "[" + string.Join(", ", isOrdered ? shown : shown.Order(StringComparer.Ordinal)) + "]";
        }

        if (depth <= 0 || value.GetType().Name.Contains("Comparer", StringComparison.Ordinal))
        {
            return value.GetType().Name;
        }

        IEnumerable<string> getters = value.GetType().GetProperties().Where(static p => p.GetIndexParameters().Length == 0 && !s_skipped.Contains(p.Name))
            .OrderBy(static p => p.Name, StringComparer.Ordinal).Select(p => $"{p.Name}={Attempt(() => Show(p.GetValue(value), depth - 1, isOrdered))}");
        return value.GetType().Name + "(" + string.Join(", ", getters) + ")";
    }
}
