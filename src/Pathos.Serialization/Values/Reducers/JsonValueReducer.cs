using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pathos.Serialization;

/// <summary>A value of JSON that holds an object of the program: the JSON that it would be written as. Only the options of this
/// process know how to write the object.</summary>
internal sealed class JsonValueReducer : Reducer
{
    public override string RuleName => "JSON value and its options";

    private const BindingFlags Own = BindingFlags.Instance | BindingFlags.NonPublic;

    private static readonly FieldInfo? s_parent = typeof(JsonNode).GetField("_parent", Own);
    private static readonly JsonDocumentOptions s_options = new() { MaxDepth = int.MaxValue };

    /// <summary>Gets the reducer if the type is that of such a value.</summary>
    public static Reducer? Find(Type type) => IsOfTheProgram(type) ? new JsonValueReducer() : null;

    public override bool IsInert => true;

    public override bool Handles(Type type) => IsOfTheProgram(type);

    public override Type WireType(Type type) => typeof(JsonNode);

    public override void Write(object value, GraphWriter writer)
    {
        JsonNode node = (JsonNode)value;
        string text = node.ToJsonString();
        if (text == "null")
        {
            writer.Refuse(
                value.GetType(), "It is written as null, which no node of JSON can hold.",
                "Leave it out, or make the node with JsonSerializer.SerializeToNode.");
        }

        writer.WriteString(text);
        writer.WriteByte(node.Options is not { } options ? (byte)0 : options.PropertyNameCaseInsensitive ? (byte)2 : (byte)1);
        writer.WritePart(node.Parent, static () => ".Parent");
    }

    public override object Read(Type type, GraphReader reader)
    {
        string text = reader.ReadString() ?? string.Empty;
        byte options = reader.ReadByte();
        JsonNode node = JsonNode.Parse(
            text, options == 0 ? null : new JsonNodeOptions { PropertyNameCaseInsensitive = options == 2 }, s_options)
            ?? throw PayloadReader.Malformed("a node of JSON is missing");
        if (reader.ReadReference() is JsonNode parent)
        {
            s_parent?.SetValue(node, parent);
        }

        return node;
    }

    private static bool IsOfTheProgram(Type type) =>
        type == typeof(JsonNode)
        || (type.IsConstructedGenericType && type.GetGenericTypeDefinition().FullName == "System.Text.Json.Nodes.JsonValueCustomized`1");
}
