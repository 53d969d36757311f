using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pathos.Serialization;

/// <summary>JSON as its text.</summary>
internal static class JsonReducers
{
    public static Reducer? Find(Type type) =>
        type == typeof(JsonDocument) ? new DocumentReducer()
        : type == typeof(JsonElement) ? new ElementReducer()
        : typeof(JsonNode).IsAssignableFrom(type) ? new NodeReducer()
        : null;

    /// <summary>An element is a view of its document. Without the document it holds no value that could travel.</summary>
    private static void WriteText(GraphWriter writer, Type type, Func<JsonElement> element)
    {
        string? text = null;
        try
        {
            JsonElement found = element();
            text = found.ValueKind == JsonValueKind.Undefined ? null : found.GetRawText();
        }
        catch (ObjectDisposedException)
        {
            writer.Refuse(type, "its document has been disposed", "Clone the element (JsonElement.Clone) before its document is disposed.");
        }

        writer.WriteString(text);
    }

    private sealed class DocumentReducer : Reducer
    {
        public override bool IsInert => true;

        public override bool Handles(Type type) => type == typeof(JsonDocument);

        public override void Write(object value, GraphWriter writer) => WriteText(writer, value.GetType(), () => ((JsonDocument)value).RootElement);

        public override object Read(Type type, GraphReader reader) => JsonDocument.Parse(reader.ReadString() ?? "null");
    }

    private sealed class ElementReducer : Reducer
    {
        public override bool IsInert => true;

        public override bool Handles(Type type) => type == typeof(JsonElement);

        public override void Write(object value, GraphWriter writer)
        {
            JsonElement element = (JsonElement)value;
            WriteText(writer, typeof(JsonElement), () => element);
        }

        public override object Read(Type type, GraphReader reader)
        {
            if (reader.ReadString() is not { } text)
            {
                return default(JsonElement);
            }

            using JsonDocument document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
    }

    /// <summary>A node travels with what is below it. Its place in a parent is not part of it.</summary>
    private sealed class NodeReducer : Reducer
    {
        public override bool IsInert => true;

        public override bool Handles(Type type) => typeof(JsonNode).IsAssignableFrom(type);

        public override Type WireType(Type type) => typeof(JsonNode);

        public override void Write(object value, GraphWriter writer) => writer.WriteString(((JsonNode)value).ToJsonString());

        public override object Read(Type type, GraphReader reader) => JsonNode.Parse(reader.ReadString() ?? "null")!;
    }
}
