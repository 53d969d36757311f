using System.Xml;

namespace Pathos.Serialization;

/// <summary>What comes next in the bytes of a tree of XML. Part of the wire format.</summary>
internal enum XmlPart : byte
{
    End,
    Element,
    EmptyElement,
    Attribute,
    Text,
    CData,
    Comment,
    Instruction,
    Declaration,
    Whitespace,
    SignificantWhitespace,
    Fragment,
}

/// <summary>Writes trees of XML without recursion: a document may be deeper than a stack.</summary>
internal sealed class XmlTreeWriter(GraphWriter writer)
{
    /// <summary>Each attribute is compared with those before it, so a sender could ask for the square of their number.</summary>
    public const int MostAttributes = 4096;

    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal);

    public void WriteChildren(XmlNode parent)
    {
        for (XmlNode? child = parent.FirstChild; child is not null; child = child.NextSibling)
        {
            WriteTree(child);
        }

        Write(XmlPart.End);
    }

    public void WriteTree(XmlNode top)
    {
        XmlNode node = top;
        while (true)
        {
            WriteHead(node);
            if (node.FirstChild is { } child)
            {
                node = child;
                continue;
            }

            while (true)
            {
                WriteEnd(node);
                if (ReferenceEquals(node, top))
                {
                    return;
                }

                if (node.NextSibling is { } sibling)
                {
                    node = sibling;
                    break;
                }

                node = node.ParentNode!;
            }
        }
    }

    private void WriteHead(XmlNode node)
    {
        switch (node)
        {
            case XmlElement element:
                Write(element.IsEmpty ? XmlPart.EmptyElement : XmlPart.Element);
                if (element.Attributes.Count > MostAttributes)
                {
                    writer.Refuse(typeof(XmlElement), "It has too many attributes.", "Use elements instead of attributes.");
                }

                WriteNames(element);
                foreach (XmlAttribute attribute in element.Attributes)
                {
                    WriteTree(attribute);
                }

                Write(XmlPart.End);
                break;
            case XmlAttribute attribute:
                Write(XmlPart.Attribute);
                WriteNames(attribute);
                break;
            case XmlDocumentFragment:
                Write(XmlPart.Fragment);
                break;
            case XmlDeclaration declaration:
                Write(XmlPart.Declaration);
                writer.WriteString(declaration.Version);
                writer.WriteString(declaration.Encoding);
                writer.WriteString(declaration.Standalone);
                break;
            case XmlProcessingInstruction instruction:
                Write(XmlPart.Instruction);
                writer.WriteString(instruction.Target);
                writer.WriteString(instruction.Data);
                break;
            default:
                Write(PartOf(node));
                writer.WriteString(node.Value);
                break;
        }
    }

    private void WriteEnd(XmlNode node)
    {
        if (node is XmlElement or XmlAttribute or XmlDocumentFragment)
        {
            Write(XmlPart.End);
        }
    }

    private XmlPart PartOf(XmlNode node)
    {
        switch (node.NodeType)
        {
            case XmlNodeType.Text:
                return XmlPart.Text;
            case XmlNodeType.CDATA:
                return XmlPart.CData;
            case XmlNodeType.Comment:
                return XmlPart.Comment;
            case XmlNodeType.Whitespace:
                return XmlPart.Whitespace;
            case XmlNodeType.SignificantWhitespace:
                return XmlPart.SignificantWhitespace;
            default:
                writer.Refuse(
                    node.GetType(), "It belongs to a document type, which a parser has to read.",
                    "Send the text (OuterXml), and load it inside the function.");
                return default;
        }
    }

    private void WriteNames(XmlNode node)
    {
        WriteName(node.Prefix);
        WriteName(node.LocalName);
        WriteName(node.NamespaceURI);
    }

    /// <summary>A document has few names and many nodes.</summary>
    private void WriteName(string name)
    {
        if (_names.TryGetValue(name, out int number))
        {
            writer.WriteVarInt(number);
            return;
        }

        _names.Add(name, _names.Count + 1);
        writer.WriteVarInt(0);
        writer.WriteString(name);
    }

    private void Write(XmlPart part) => writer.WriteByte((byte)part);
}

/// <summary>Puts trees of XML together. A node is added to its parent when it is complete: to add below a parent that is deep
/// in a document costs its depth.</summary>
internal sealed class XmlTreeReader(GraphReader reader, XmlDocument document)
{
    private readonly List<string> _names = [];

    public void ReadChildren(XmlNode parent)
    {
        while (ReadPart() is var part && part != XmlPart.End)
        {
            parent.AppendChild(ReadTree(part));
        }
    }

    public XmlNode ReadTree() => ReadTree(ReadPart());

    private XmlNode ReadTree(XmlPart part)
    {
        Stack<XmlNode> open = new();
        while (true)
        {
            XmlNode node;
            if (part == XmlPart.End)
            {
                node = open.TryPop(out XmlNode? complete) ? complete : throw PayloadReader.Malformed("a tree ends before it begins");
            }
            else
            {
                node = ReadHead(part);
                if (node is XmlElement or XmlAttribute or XmlDocumentFragment)
                {
                    open.Push(node);
                    part = ReadPart();
                    continue;
                }
            }

            if (!open.TryPeek(out XmlNode? parent))
            {
                return node;
            }

            parent.AppendChild(node);
            part = ReadPart();
        }
    }

    private XmlNode ReadHead(XmlPart part)
    {
        switch (part)
        {
            case XmlPart.Element or XmlPart.EmptyElement:
                XmlElement element = document.CreateElement(ReadName(), ReadName(), ReadName());
                while (ReadPart() is var next && next != XmlPart.End)
                {
                    element.Attributes.Append(element.Attributes.Count < XmlTreeWriter.MostAttributes
                        ? ReadAttribute(next)
                        : throw PayloadReader.Malformed("an element has too many attributes"));
                }

                element.IsEmpty = part == XmlPart.EmptyElement;
                return element;
            case XmlPart.Attribute:
                return document.CreateAttribute(ReadName(), ReadName(), ReadName());
            case XmlPart.Fragment:
                return document.CreateDocumentFragment();
            case XmlPart.Declaration:
                return document.CreateXmlDeclaration(ReadText(), reader.ReadString(), reader.ReadString());
            case XmlPart.Instruction:
                return document.CreateProcessingInstruction(ReadText(), ReadText());
            case XmlPart.Text:
                return document.CreateTextNode(reader.ReadString());
            case XmlPart.CData:
                return document.CreateCDataSection(reader.ReadString());
            case XmlPart.Comment:
                return document.CreateComment(reader.ReadString());
            case XmlPart.Whitespace:
                return document.CreateWhitespace(reader.ReadString());
            case XmlPart.SignificantWhitespace:
                return document.CreateSignificantWhitespace(reader.ReadString());
            default:
                throw PayloadReader.Malformed("a node of XML is of no known kind");
        }
    }

    /// <summary>An attribute holds nothing but texts, so this does not nest.</summary>
    private XmlAttribute ReadAttribute(XmlPart part)
    {
        if (part != XmlPart.Attribute)
        {
            throw PayloadReader.Malformed("an attribute is expected");
        }

        XmlAttribute attribute = (XmlAttribute)ReadHead(part);
        while (ReadPart() is var next && next != XmlPart.End)
        {
            attribute.AppendChild(next == XmlPart.Text ? ReadHead(next) : throw PayloadReader.Malformed("an attribute holds texts alone"));
        }

        return attribute;
    }

    private string ReadName()
    {
        int number = reader.ReadVarInt();
        if (number == 0)
        {
            _names.Add(ReadText());
            return _names[^1];
        }

        return number <= _names.Count ? _names[number - 1] : throw PayloadReader.Malformed("a name was not sent");
    }

    private string ReadText() => reader.ReadString() ?? string.Empty;

    private XmlPart ReadPart() => (XmlPart)reader.ReadByte();
}
