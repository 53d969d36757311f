using System.Reflection;

namespace Pathos.Serialization;

/// <summary>The objects of one type that stand in static readonly fields of the type or of one of its base types: a smart enum's members,
/// <c>DBNull.Value</c>.</summary>
/// <remarks>
/// Such an object means what the field means, so the field of the far side stands for it. It is found by reference.
/// Exceptions are not among them: one that was thrown says where. Neither are objects of <see cref="Type"/>, which have names of their own.
/// Some of .NET's are made when a property is first asked. No rule tells those from properties that say how things stand, as
/// <c>CurrentCulture</c> does, so they are listed.
/// </remarks>
internal sealed class WellKnownInstances
{
    private const BindingFlags Declared = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>Beyond this many, a table is faster than asking one by one.</summary>
    private const int MostInARow = 6;

    private static readonly Dictionary<string, string[]> s_madeWhenAsked = new(StringComparer.Ordinal)
    {
        ["System.Collections.CaseInsensitiveComparer"] = ["DefaultInvariant"],
        ["System.Collections.CaseInsensitiveHashCodeProvider"] = ["DefaultInvariant"],
        ["System.Globalization.DateTimeFormatInfo"] = ["InvariantInfo"],
        ["System.Globalization.NumberFormatInfo"] = ["InvariantInfo"],
        ["System.Text.Json.JsonSerializerOptions"] = ["Default", "Web", "Strict"],
        ["System.Xml.XmlDictionaryString"] = ["Empty"],
    };

    public static readonly WellKnownInstances None = new([], []);

    private readonly (object Value, TypePlan Plan)[] _inARow;
    private readonly Dictionary<object, TypePlan>? _table;
    private readonly InstanceSource[] _unset;

    private WellKnownInstances(List<(object Value, TypePlan Plan)> instances, List<InstanceSource> unset)
    {
        _unset = [.. unset];
        _inARow = instances.Count <= MostInARow ? [.. instances] : [];
        if (instances.Count > MostInARow)
        {
            _table = new(ReferenceEqualityComparer.Instance);
            foreach ((object value, TypePlan plan) in instances)
            {
                _table.TryAdd(value, plan);
            }
        }
    }

    /// <summary>Gets the instances of a type. Runs the static initialisers of types that declare such fields, and of no others.</summary>
    public static WellKnownInstances Of(Type type)
    {
        bool hasNone = !type.IsClass || type.ContainsGenericParameters || typeof(Exception).IsAssignableFrom(type)
            || typeof(Type).IsAssignableFrom(type);
        return hasNone ? None : Collect(type);
    }

    /// <summary>Finds the plan by which the object travels as a field; null for an ordinary object.</summary>
    public TypePlan? Find(object value)
    {
        foreach ((object known, TypePlan plan) in _inARow)
        {
            if (ReferenceEquals(known, value))
            {
                return plan;
            }
        }

        return _table?.GetValueOrDefault(value) ?? (_unset.Length > 0 ? FindAmongUnset(value) : null);
    }

    /// <summary>Finds the source of this name among those that can hold a well-known instance of a type.</summary>
    public static InstanceSource? SourceOf(Type type, Type holder, string name) =>
        holder.IsClass && holder.IsAssignableFrom(type)
            ? Sources(holder, type).Find(source => string.Equals(source.Name, name, StringComparison.Ordinal))
            : null;

    private static WellKnownInstances Collect(Type type)
    {
        List<(object, TypePlan)> instances = [];
        List<InstanceSource> unset = [];
        for (Type? holder = type; holder is not null && holder != typeof(object); holder = holder.BaseType)
        {
            foreach (InstanceSource source in Sources(holder, type))
            {
                if (Read(source) is not { } value)
                {
                    unset.Add(source);
                }
                else if (value.GetType() == type)
                {
                    instances.Add((value, TypePlan.OfInstance(type, source)));
                }
            }
        }

        return instances.Count + unset.Count == 0 ? None : new WellKnownInstances(instances, unset);
    }

    /// <summary>A field is empty while its type's initialiser runs, which may be what writes.</summary>
    private TypePlan? FindAmongUnset(object value)
    {
        InstanceSource? source = Array.Find(_unset, source => ReferenceEquals(Read(source), value));
        return source is null ? null : TypePlan.OfInstance(value.GetType(), source);
    }

    private static List<InstanceSource> Sources(Type holder, Type type)
    {
        FieldInfo[] fields = Array.FindAll(holder.GetFields(Declared), field => MayHold(field, type));

        // Of two names of one object, the public one is the one that stays.
        Array.Sort(fields, static (a, b) => (b.IsPublic, a.MetadataToken).CompareTo((a.IsPublic, b.MetadataToken)));
        List<InstanceSource> sources = [.. Array.ConvertAll(fields, InstanceSource.Of)];
        if (holder.FullName is { } name && s_madeWhenAsked.TryGetValue(name, out string[]? properties)
            && InertTypes.IsOfTheFramework(holder.Assembly))
        {
            sources.AddRange(Array.ConvertAll(properties, holder.GetProperty).OfType<PropertyInfo>().Select(InstanceSource.Of));
        }

        return sources;
    }

    private static bool MayHold(FieldInfo field, Type type) =>
        field.IsInitOnly && field.FieldType.IsAssignableFrom(type) && !field.IsDefined(typeof(ThreadStaticAttribute), inherit: false);

    private static object? Read(InstanceSource source)
    {
        try
        {
            return source.Read();
        }
        catch (TypeInitializationException)
        {
            // No object can be the value of a field that was never set.
            return null;
        }
    }
}
