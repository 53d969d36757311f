using System.Reflection;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Pathos.Serialization;

/// <summary>The converters of .NET for simple values, which nodes of JSON hold: each stands for that
/// of the process where it arrives.</summary>
internal sealed class JsonConverterReducer : Reducer
{
    public override string RuleName => "JSON converter by its kind";

    private static readonly Dictionary<string, PropertyInfo> s_converters = typeof(JsonMetadataServices)
        .GetProperties(BindingFlags.Public | BindingFlags.Static)
        .Where(static property => typeof(JsonConverter).IsAssignableFrom(property.PropertyType))
        .ToDictionary(static property => property.Name, StringComparer.Ordinal);

    private static readonly Dictionary<Type, string> s_names = MakeNames();

    /// <summary>Gets the reducer if the type is one of these converters.</summary>
    public static Reducer? Find(Type type) =>
        typeof(JsonConverter).IsAssignableFrom(type) && IsKnown(type) ? new JsonConverterReducer() : null;

    public override bool IsInert => true;

    public override bool Handles(Type type) => IsKnown(type);

    public override Type WireType(Type type) => typeof(JsonConverter);

    public override void Write(object value, GraphWriter writer) => writer.WriteString(s_names[value.GetType()]);

    public override object Read(Type type, GraphReader reader) =>
        s_converters.TryGetValue(reader.ReadString() ?? string.Empty, out PropertyInfo? property)
            ? property.GetValue(null)!
            : throw PayloadReader.Malformed("a converter is unknown");

    // The base stands for them on the wire: most of them are private.
    private static bool IsKnown(Type type) => type == typeof(JsonConverter) || s_names.ContainsKey(type);

    private static Dictionary<Type, string> MakeNames()
    {
        Dictionary<Type, string> names = [];
        foreach ((string name, PropertyInfo property) in s_converters)
        {
            if (property.GetValue(null) is { } converter)
            {
                names.TryAdd(converter.GetType(), name);
            }
        }

        return names;
    }
}
