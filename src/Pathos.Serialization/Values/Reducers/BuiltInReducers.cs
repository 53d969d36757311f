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
    private static readonly ExceptionReducer s_exception = new();

    public static Reducer? Find(Type type)
    {
        if (typeof(Exception).IsAssignableFrom(type))
        {
            return s_exception;
        }

        if (CollectionReducers.Find(type) is { } collection)
        {
            return collection;
        }

        return AssemblyOrigin.IsOfDotnet(type.Assembly) ? FindFramework(type) : FindDerived(type);
    }

    /// <summary>User types that derive from a reduced one. A source-generated regex is the common case.</summary>
    private static Reducer? FindDerived(Type type) =>
        type.BaseType is { FullName: "System.Text.RegularExpressions.Regex" } ? RegexReducer.Instance : null;

    private static Reducer? FindFramework(Type type) => type.Namespace switch
    {
        "System" => FindSystem(type),
        "System.Reflection" => FindReflection(type),
        "System.Globalization" => FindGlobalization(type),
        "System.Threading" => type == typeof(CancellationToken) ? new CancellationTokenReducer() : null,
        "System.Threading.Tasks" or "System.Runtime.CompilerServices" => FindTask(type),
        "System.Collections.Generic" => ComparerReducer.Find(type),
        "System.Text" => type.FullName == "System.Text.StringBuilder" ? new StringBuilderReducer() : null,
        "System.Text.RegularExpressions" => type.Name == "Regex" ? RegexReducer.Instance : null,
        "System.Text.Json" or "System.Text.Json.Nodes" or "System.Text.Json.Serialization" or "System.Text.Json.Serialization.Converters" => JsonReducers.Find(type),
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
        : ComparerReducer.Find(type);

    private static Reducer? FindTask(Type type) => typeof(Task).IsAssignableFrom(type) ? TaskReducer.For(type) : null;
}
