using System.Reflection;
using System.Xml;

namespace Pathos.Serialization;

/// <summary>An XML document as its nodes, put together again without parsing: blanks, split texts and characters that XML
/// cannot write stay as they are.</summary>
/// <remarks>Document types are refused: entities and defaults live in what a parser made of them. Event
/// handlers stay with the document here.</remarks>
internal sealed class XmlDocumentReducer : Reducer
{
    public override string RuleName => "XML document: its nodes";

    private static readonly FieldInfo? s_baseUri = typeof(XmlDocument).GetField("baseURI", BindingFlags.Instance | BindingFlags.NonPublic);

    public override bool IsInert => true;

    public override bool Handles(Type type) => type == typeof(XmlDocument);

    public override void Write(object value, GraphWriter writer)
    {
        XmlDocument document = (XmlDocument)value;
        if (document.NameTable is not NameTable)
        {
            writer.Refuse(
                typeof(XmlDocument), "Its name table is not a NameTable.", "Send its text (OuterXml), and load it inside the function.");
        }

        if (document.Schemas.Count > 0)
        {
            writer.Refuse(
                typeof(XmlDocument), "It has schemas, which are compiled in this process.",
                "Send its text (OuterXml), and add the schemas inside the function.");
        }

        writer.WritePart(document.NameTable, static () => ".NameTable");
        writer.WriteByte(document.PreserveWhitespace ? (byte)1 : (byte)0);
        writer.WriteString(document.BaseURI);
        new XmlTreeWriter(writer).WriteChildren(document);
    }

    public override object Read(Type type, GraphReader reader)
    {
        XmlDocument document = new(reader.ReadPart<NameTable>()) { XmlResolver = null, PreserveWhitespace = reader.ReadByte() == 1 };
        string baseUri = reader.ReadString() ?? string.Empty;
        if (baseUri.Length > 0)
        {
            s_baseUri?.SetValue(document, baseUri);
        }

        new XmlTreeReader(reader, document).ReadChildren(document);
        return document;
    }
}

/// <summary>A node as its place in its tree. The tree goes along, so it still has its parent and its siblings.</summary>
internal sealed class XmlNodeReducer : Reducer
{
    public override string RuleName => "XML node and its document";

    private const byte Inside = 0;
    private const byte Top = 1;

    public override bool IsInert => true;

    public override bool Handles(Type type) => typeof(XmlNode).IsAssignableFrom(type) && type != typeof(XmlDocument);

    public override Type WireType(Type type) => typeof(XmlNode);

    public override void Write(object value, GraphWriter writer)
    {
        XmlNode node = (XmlNode)value;
        XmlNode top = TopOf(node);
        if (ReferenceEquals(node, top))
        {
            writer.WriteByte(Top);
            writer.WritePart(node.OwnerDocument, static () => ".OwnerDocument");
            new XmlTreeWriter(writer).WriteTree(node);
            return;
        }

        writer.WriteByte(Inside);
        writer.WritePart(top, () => top is XmlDocument ? ".OwnerDocument" : ".ParentNode");
        writer.WriteVarInt(writer.Notes<XmlNodeNumbers>().NumberOf(node, top));
    }

    public override object Read(Type type, GraphReader reader)
    {
        if (reader.ReadByte() == Top)
        {
            return new XmlTreeReader(reader, reader.ReadPart<XmlDocument>()).ReadTree();
        }

        XmlNode top = reader.ReadPart<XmlNode>();
        return reader.Notes<XmlNodeNumbers>().NodeAt(reader.ReadVarInt(), top)
            ?? throw PayloadReader.Malformed("a node is outside its tree");
    }

    private static XmlNode TopOf(XmlNode node)
    {
        while ((node as XmlAttribute)?.OwnerElement is { } || node.ParentNode is not null)
        {
            node = (node as XmlAttribute)?.OwnerElement ?? node.ParentNode!;
        }

        return node;
    }
}

/// <summary>Numbers the nodes of trees in the order of the document, each tree once.</summary>
internal sealed class XmlNodeNumbers
{
    private readonly Dictionary<XmlNode, List<XmlNode>> _nodes = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<XmlNode, int> _numbers = new(ReferenceEqualityComparer.Instance);

    public int NumberOf(XmlNode node, XmlNode top)
    {
        _ = NodesOf(top);
        return _numbers[node];
    }

    public XmlNode? NodeAt(int number, XmlNode top) => NodesOf(top) is var nodes && (uint)number < (uint)nodes.Count ? nodes[number] : null;

    private List<XmlNode> NodesOf(XmlNode top)
    {
        if (_nodes.TryGetValue(top, out List<XmlNode>? nodes))
        {
            return nodes;
        }

        nodes = [];
        Stack<XmlNode> pending = new([top]);
        while (pending.TryPop(out XmlNode? node))
        {
            _numbers[node] = nodes.Count;
            nodes.Add(node);
            for (XmlNode? child = node.LastChild; child is not null; child = child.PreviousSibling)
            {
                pending.Push(child);
            }

            for (int i = node.Attributes?.Count ?? 0; i > 0; i--)
            {
                pending.Push(node.Attributes![i - 1]);
            }
        }

        _nodes.Add(top, nodes);
        return nodes;
    }
}
