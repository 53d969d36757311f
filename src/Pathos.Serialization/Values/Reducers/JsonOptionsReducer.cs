using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Pathos.Serialization;

/// <summary>Serializer options as what was set. What they have compiled so far, they compile again.</summary>
/// <remarks>Not inert: converters and policies are code that the options call later.</remarks>
internal sealed class JsonOptionsReducer : Reducer
{
    public override string RuleName => "JSON options: their settings";

    private const byte Own = 0;
    private const int NoResolver = 0;
    private const int UsualResolver = 1;

    private static readonly Func<JsonSerializerOptions>[] s_shared =
        [() => JsonSerializerOptions.Default, () => JsonSerializerOptions.Web, () => JsonSerializerOptions.Strict];

    // Both sides have the same framework, and so the same properties.
    private static readonly PropertyInfo[] s_settings =
    [
        .. typeof(JsonSerializerOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(static property => property is { CanRead: true, CanWrite: true }
                && property.Name is not nameof(JsonSerializerOptions.TypeInfoResolver)
                && !property.IsDefined(typeof(ObsoleteAttribute)))
            .OrderBy(static property => property.Name, StringComparer.Ordinal),
    ];

    public override bool Handles(Type type) => type == typeof(JsonSerializerOptions);

    public override void Write(object value, GraphWriter writer)
    {
        JsonSerializerOptions options = (JsonSerializerOptions)value;
        int shared = Array.FindIndex(s_shared, known => ReferenceEquals(known(), options));
        writer.WriteByte((byte)(shared + 1));
        if (shared >= 0)
        {
            return;
        }

        writer.WriteByte(options.IsReadOnly ? (byte)1 : (byte)0);
        object?[] settings = Array.ConvertAll(s_settings, property => property.GetValue(options));
        writer.WriteParts(settings, static i => "." + s_settings[i].Name);
        writer.WriteParts(options.Converters.ToArray(), static i => $".Converters[{i}]");
        WriteResolver(options.TypeInfoResolver, writer);
    }

    public override object Read(Type type, GraphReader reader)
    {
        byte shared = reader.ReadByte();
        if (shared != Own)
        {
            return shared <= s_shared.Length ? s_shared[shared - 1]() : throw PayloadReader.Malformed("serializer options are unknown");
        }

        bool isReadOnly = reader.ReadByte() == 1;
        JsonSerializerOptions options = new();
        object?[] settings = reader.ReadObject<object?[]>();
        for (int i = 0; i < s_settings.Length; i++)
        {
            if (!Equals(s_settings[i].GetValue(options), settings[i]))
            {
                s_settings[i].SetValue(options, settings[i]);
            }
        }

        foreach (JsonConverter converter in reader.ReadObject<JsonConverter[]>())
        {
            options.Converters.Add(converter);
        }

        if (ReadResolver(reader) is { } resolver)
        {
            options.TypeInfoResolver = resolver;
        }

        if (isReadOnly)
        {
            options.MakeReadOnly(populateMissingResolver: true);
        }

        return options;
    }

    /// <summary>The usual resolver has no meaning of its own. Any other is code, or refers back to the options.</summary>
    private static void WriteResolver(IJsonTypeInfoResolver? resolver, GraphWriter writer)
    {
        switch (resolver)
        {
            case null:
                writer.WriteVarInt(NoResolver);
                break;
            case DefaultJsonTypeInfoResolver usual when usual.GetType() == typeof(DefaultJsonTypeInfoResolver):
                if (usual.Modifiers.Count > 0)
                {
                    writer.Refuse(
                        typeof(JsonSerializerOptions), "The contracts of its types are changed by functions of this process.",
                        "Create the options inside the function.");
                }

                writer.WriteVarInt(UsualResolver);
                break;
            default:
                writer.Refuse(
                    typeof(JsonSerializerOptions), "The contracts of its types come from an object of this process.",
                    "Create the options inside the function, or keep them in a static field there.");
                break;
        }
    }

    private static IJsonTypeInfoResolver? ReadResolver(GraphReader reader) =>
        reader.ReadVarInt() == NoResolver ? null : new DefaultJsonTypeInfoResolver();
}
