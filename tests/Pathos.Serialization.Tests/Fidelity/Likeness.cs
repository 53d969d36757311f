using System.Collections;
using System.Globalization;
using System.Reflection;

namespace Pathos.Serialization.Tests.Fidelity;

/// <summary>Compares a copy with its original through public members: getters, items, keys. Says where the first difference is.</summary>
internal sealed class Likeness
{
    private const int MostSteps = 2000;
    private const int MostItems = 500;
    private const int Deepest = 6;

    private readonly HashSet<(object, object)> _seen = new(new PairComparer());
    private int _steps;

    /// <summary>Finds the first difference, or null.</summary>
    public static string? Difference(object expected, object actual) => new Likeness().Compare(expected, actual, "", 0);

    private string? Compare(object? expected, object? actual, string path, int depth)
    {
        if (ReferenceEquals(expected, actual))
        {
            return null;
        }

        if (expected is null || actual is null)
        {
            return $"{path}: {Show(expected)} became {Show(actual)}";
        }

        Type type = expected.GetType();
        if (type != actual.GetType())
        {
            return $"{path}: a {type} became a {actual.GetType()}";
        }

        if (IsSimple(type) || expected is MemberInfo or Assembly or ParameterInfo)
        {
            return expected.Equals(actual) ? null : $"{path}: {Show(expected)} became {Show(actual)}";
        }

        if (depth > Deepest || ++_steps > MostSteps || !_seen.Add((expected, actual)))
        {
            return null;
        }

        return expected is Delegate function ? CompareDelegates(function, (Delegate)actual, path, depth)
            : CompareItems(expected, actual, path, depth) ?? CompareGetters(expected, actual, path, depth);
    }

    private string? CompareDelegates(Delegate expected, Delegate actual, string path, int depth) =>
        expected.Method != actual.Method ? $"{path}: {expected.Method} became {actual.Method}" : Compare(expected.Target, actual.Target, path + ".Target", depth + 1);

    private string? CompareItems(object expected, object actual, string path, int depth)
    {
        if (expected is not IEnumerable)
        {
            return null;
        }

        try
        {
            object?[] before = [.. ((IEnumerable)expected).Cast<object?>().Take(MostItems)];
            object?[] after = [.. ((IEnumerable)actual).Cast<object?>().Take(MostItems)];
            if (before.Length != after.Length)
            {
                return $"{path}: {before.Length} items became {after.Length}";
            }

            for (int i = 0; i < before.Length; i++)
            {
                if (Compare(before[i], after[i], $"{path}[{i}]", depth + 1) is { } difference)
                {
                    return difference;
                }
            }

            if (expected is IDictionary map)
            {
                foreach (object key in map.Keys)
                {
                    if (!((IDictionary)actual).Contains(key))
                    {
                        return $"{path}: the key {Show(key)} is not found";
                    }
                }
            }

            return null;
        }
        catch (Exception error) when (error is NotSupportedException or InvalidOperationException)
        {
            // It cannot be enumerated here either.
            return null;
        }
    }

    private string? CompareGetters(object expected, object actual, string path, int depth)
    {
        foreach (PropertyInfo property in expected.GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public))
        {
            if (property.GetMethod is not { IsPublic: true } || property.GetIndexParameters().Length > 0
                || property.PropertyType.IsByRefLike || property.PropertyType.IsByRef || property.PropertyType.IsPointer
                || ListedValues.NotCompared.ContainsKey(property.Name))
            {
                continue;
            }

            (object? before, Exception? errorBefore) = Get(property, expected);
            (object? after, Exception? errorAfter) = Get(property, actual);
            string at = $"{path}.{property.Name}";
            if (errorBefore?.GetType() != errorAfter?.GetType())
            {
                return $"{at}: {errorBefore?.GetType().Name ?? "a value"} became {errorAfter?.GetType().Name ?? "a value"}";
            }

            if (Compare(before, after, at, depth + 1) is { } difference)
            {
                return difference;
            }
        }

        return null;
    }

    private static (object? Value, Exception? Error) Get(PropertyInfo property, object holder)
    {
        try
        {
            return (property.GetValue(holder), null);
        }
        catch (TargetInvocationException error)
        {
            return (null, error.InnerException);
        }
        catch (Exception error) when (error is NotSupportedException or InvalidOperationException)
        {
            return (null, error);
        }
    }

    private static bool IsSimple(Type type) => type.IsPrimitive || type.IsEnum || type == typeof(string) || type == typeof(decimal)
        || type == typeof(DateTime) || type == typeof(DateTimeOffset)
        || type == typeof(TimeSpan) || type == typeof(Guid) || type == typeof(DateOnly) || type == typeof(TimeOnly)
            || type == typeof(Version) || type == typeof(Uri) || FieldLayout.IsPlainMemory(type);

    private static string Show(object? value) => value is null ? "null" : $"'{Convert.ToString(value, CultureInfo.InvariantCulture)}'";

    private sealed class PairComparer : IEqualityComparer<(object, object)>
    {
        public bool Equals((object, object) x, (object, object) y) => ReferenceEquals(x.Item1, y.Item1)
            && ReferenceEquals(x.Item2, y.Item2);

        public int GetHashCode((object, object) pair) =>
            HashCode.Combine(System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(pair.Item1),
                System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(pair.Item2));
    }
}
