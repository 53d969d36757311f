using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pathos.Serialization;

/// <summary>JSON documents as their text. Nodes travel by their fields: parents, options and what is shared are exact then.</summary>
internal static class JsonReducers
{
    // What the text may contain, its parser has decided already. Parsing keeps its place in a list, so depth costs no stack.
    private static readonly JsonDocumentOptions s_options = new()
    {
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
        MaxDepth = int.MaxValue,
    };

    public static Reducer? Find(Type type) =>
        type == typeof(JsonDocument) ? new DocumentReducer()
        : type == typeof(JsonElement) ? new ElementReducer()
        : type == typeof(JsonProperty) ? new PropertyReducer()
        : type == typeof(JsonSerializerOptions) ? new JsonOptionsReducer()
        : JsonValueReducer.Find(type) ?? JsonConverterReducer.Find(type);

    /// <summary>An element is a view of its document. Without the document it holds no value that could travel.</summary>
    private static void WriteText(GraphWriter writer, Type type, Func<string?> text)
    {
        string? found = null;
        try
        {
            found = text();
        }
        catch (ObjectDisposedException)
        {
            writer.Refuse(type, "its document has been disposed", "Clone the element (JsonElement.Clone) before its document is disposed.");
        }

        writer.WriteString(found);
    }

    private static string? TextOf(JsonElement element) => element.ValueKind == JsonValueKind.Undefined ? null : element.GetRawText();

    private static JsonElement Parse(string text)
    {
        using JsonDocument document = JsonDocument.Parse(text, s_options);
        return document.RootElement.Clone();
    }

    private sealed class DocumentReducer : Reducer
    {
        public override string RuleName => "JSON text";

        public override bool IsInert => true;

        public override bool Handles(Type type) => type == typeof(JsonDocument);

        public override void Write(object value, GraphWriter writer) =>
            WriteText(writer, value.GetType(), () => TextOf(((JsonDocument)value).RootElement));

        public override object Read(Type type, GraphReader reader) => JsonDocument.Parse(reader.ReadString() ?? "null", s_options);
    }

    private sealed class ElementReducer : Reducer
    {
        public override string RuleName => "JSON text";

        public override bool IsInert => true;

        public override bool Handles(Type type) => type == typeof(JsonElement);

        public override void Write(object value, GraphWriter writer)
        {
            JsonElement element = (JsonElement)value;
            WriteText(writer, typeof(JsonElement), () => TextOf(element));
        }

        public override object Read(Type type, GraphReader reader) => reader.ReadString() is { } text ? Parse(text) : default(JsonElement);
    }

    /// <summary>A property with its name, which stands before the value in the text.</summary>
    private sealed class PropertyReducer : Reducer
    {
        public override string RuleName => "JSON property: its name and value";

        public override bool IsInert => true;

        public override bool Handles(Type type) => type == typeof(JsonProperty);

        public override void Write(object value, GraphWriter writer)
        {
            JsonProperty property = (JsonProperty)value;
            WriteText(writer, typeof(JsonProperty), () => property.Value.ValueKind == JsonValueKind.Undefined ? null : property.ToString());
        }

        public override object Read(Type type, GraphReader reader)
        {
            if (reader.ReadString() is not { } text)
            {
                return default(JsonProperty);
            }

            JsonElement.ObjectEnumerator properties = Parse("{" + text + "\n}").EnumerateObject();
            return properties.MoveNext() ? properties.Current : throw PayloadReader.Malformed("a property is missing");
        }
    }
}
