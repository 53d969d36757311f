using System.Globalization;
using System.Reflection;

namespace Pathos.Serialization;

/// <summary>Finds the built-in reducer for a type. Asked once a type and context.</summary>
/// <remarks>
/// The families are told apart by namespace first, so that a worker that never sees JSON or data tables never loads their assemblies: a
/// method that mentions such a type is compiled only when its case is taken.
/// </remarks>
internal static class BuiltInReducers
{
    public static Reducer? Find(Type type)
    {
        if (CollectionReducers.Find(type) is { } collection)
        {
            return collection;
        }

        return AssemblyOrigin.IsOfDotnet(type.Assembly) ? FindFramework(type) : FindDerived(type);
    }

    /// <summary>User types that derive from a reduced one. A source-generated regex is the common case.</summary>
    private static Reducer? FindDerived(Type type) =>
        IsRegex(type) ? FindRegex(type) : null;

    // By name, so that asking loads nothing.
    private static bool IsRegex(Type type)
    {
        for (Type? at = type.BaseType; at is not null; at = at.BaseType)
        {
            if (at.FullName == "System.Text.RegularExpressions.Regex")
            {
                return true;
            }
        }

        return false;
    }

    private static Reducer FindRegex(Type type) => RegexReducer.ForDerived(type);

    private static Reducer? FindFramework(Type type) => type.Namespace switch
    {
        "System" => FindSystem(type),
        "System.Reflection" => FindReflection(type),
        "System.Globalization" => FindGlobalization(type),
        "System.Threading" => type == typeof(CancellationToken) ? new CancellationTokenReducer() : null,
        "System.Threading.Tasks" or "System.Runtime.CompilerServices" => FindTask(type),
        "System.Collections.Generic" => ComparerReducer.Find(type),
        "System.Buffers" => Segments.FindBuffers(type),
        "System.Text" => type.FullName == "System.Text.StringBuilder" ? new StringBuilderReducer() : CodePageEncodingReducer.Find(type),
        "System.Text.RegularExpressions" => type.Name == "Regex" ? RegexReducer.Instance : null,
        "System.Text.Json" or "System.Text.Json.Nodes" or "System.Text.Json.Serialization" or "System.Text.Json.Serialization.Converters"
            => JsonReducers.Find(type),
        "System.Numerics" => type.Name == "BigInteger" ? new BigIntegerReducer() : null,
        "System.Dynamic" => type.Name == "ExpandoObject" ? new ExpandoReducer() : null,
        "System.Data" => DataReducers.Find(type),
        "System.Net" => type.Name == "IPAddress" ? new AddressReducer() : null,
        "System.Net.Http" or "System.Net.Http.Headers" => HttpReducers.Find(type),
        "System.Xml" => XmlReducers.Find(type),
        "System.Xml.Linq" => LinqToXmlReducers.Find(type),
        _ => null,
    };

    private static Reducer? FindSystem(Type type)
    {
        if (typeof(Type).IsAssignableFrom(type))
        {
            return new TypeReducer();
        }

        if (ComparerReducer.Find(type) is { } comparer)
        {
            return comparer;
        }

        return type.Name switch
        {
            "Uri" => new UriReducer(),
            "TimeZoneInfo" => new TimeZoneReducer(),
            "Memory`1" or "ReadOnlyMemory`1" => MemoryReducer.For(type),
            "ArraySegment`1" => Segments.ForArraySegment(type),
            "ThreadSafeRandom" => new SharedRandomReducer(),
            _ => null,
        };
    }

    private static Reducer? FindReflection(Type type)
    {
        if (typeof(Type).IsAssignableFrom(type))
        {
            return new TypeReducer();
        }

        return typeof(MethodBase).IsAssignableFrom(type) ? new MethodReducer()
            : typeof(FieldInfo).IsAssignableFrom(type) ? new FieldReducer()
            : typeof(PropertyInfo).IsAssignableFrom(type) ? new PropertyReducer()
            : typeof(EventInfo).IsAssignableFrom(type) ? new EventReducer()
            : typeof(ParameterInfo).IsAssignableFrom(type) ? new ParameterReducer()
            : typeof(Assembly).IsAssignableFrom(type) ? new AssemblyReducer()
            : null;
    }

    private static Reducer? FindGlobalization(Type type) =>
        type == typeof(CultureInfo) ? new CultureReducer()
        : type == typeof(CompareInfo) ? new CompareInfoReducer()
        : type == typeof(TextInfo) ? new TextInfoReducer()
        : type == typeof(DateTimeFormatInfo) ? new DateTimeFormatReducer()
        : type == typeof(RegionInfo) ? new RegionReducer()
        : CalendarReducer.Find(type) is { } calendar ? calendar
        : ComparerReducer.Find(type);

    private static Reducer? FindTask(Type type) => typeof(Task).IsAssignableFrom(type) ? TaskReducer.For(type) : null;
}
