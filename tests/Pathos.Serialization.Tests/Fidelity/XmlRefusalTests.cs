using System.Xml;
using System.Xml.Schema;

namespace Pathos.Serialization.Tests;

/// <summary>What is refused of XML: by the writer, with the cure, and by the reader, whatever bytes a peer has made.</summary>
public sealed class XmlRefusalTests
{
    private const int MostScopes = 1 << 16;

    [Fact]
    public void Document_WithANameTableOfItsOwn_IsRefusedWithTheCure() =>
        Refused(new XmlDocument(new OwnNames()), "name table", "OuterXml");

    [Fact]
    public void Document_WithSchemas_IsRefusedWithTheCure()
    {
        XmlDocument document = new();
        document.Schemas.Add(new XmlSchema { TargetNamespace = "urn:x" });

        Refused(document, "schemas", "OuterXml");
    }

    [Fact]
    public void Node_ThatOnlyAParserMakes_IsRefusedWithTheCure()
    {
        XmlDocument document = new();

        Refused(document.CreateEntityReference("e"), "document type", "OuterXml");
        Refused(document.CreateDocumentType("r", null, null, null), "document type", "OuterXml");
    }

    [Fact]
    public void Node_OfAClassOfItsOwn_IsRefusedWithTheCure() => Refused(new OwnElement(new XmlDocument()), "class of its own", "OuterXml");

    [Fact]
    public void NamespaceManager_WithANameTableOfItsOwn_IsRefusedWithTheCure() =>
        Refused(new XmlNamespaceManager(new OwnNames()), "name table", "inside the function");

    [Fact]
    public void Element_WithMoreAttributesThanMayBe_IsRefusedWithTheCure()
    {
        XmlElement element = WithAttributes(XmlTreeWriter.MostAttributes);

        Assert.Equal(XmlTreeWriter.MostAttributes, DataTrip.Of(element).Attributes.Count);
        element.SetAttribute("one-more", "");
        Refused(element, "too many attributes", "Use elements");
    }

    [Fact]
    public void Bytes_OfMoreAttributesThanMayBe_AreRefused() => Malformed("too many attributes", static writer =>
    {
        Begin(writer, XmlPart.Element);
        for (int i = 0; i <= XmlTreeWriter.MostAttributes; i++)
        {
            Begin(writer, XmlPart.Attribute, $"a{i}");
            Write(writer, XmlPart.End);
        }

        // Complete, so that nothing else is wrong with it.
        Write(writer, XmlPart.End);
        Write(writer, XmlPart.End);
    });

    [Fact]
    public void Bytes_OfATreeThatOnlyEnds_AreRefused() =>
        Malformed("a tree ends before it begins", static writer => Write(writer, XmlPart.End));

    [Fact]
    public void Bytes_OfAnUnknownKindOfNode_AreRefused() =>
        Malformed("is of no known kind", static writer => Write(writer, XmlPart.Fragment + 1));

    [Fact]
    public void Bytes_OfElementsWhereAttributesStand_AreRefused() => Malformed("an attribute is expected", static writer =>
    {
        Begin(writer, XmlPart.Element);
        Begin(writer, XmlPart.Element);
        Write(writer, XmlPart.End);
        Write(writer, XmlPart.End);
    });

    [Fact]
    public void Bytes_OfElementsInAttributes_AreRefused() => Malformed("an attribute holds texts alone", static writer =>
    {
        Begin(writer, XmlPart.Element);
        Begin(writer, XmlPart.Attribute);
        Begin(writer, XmlPart.Element);
        Write(writer, XmlPart.End);
    });

    [Fact]
    public void Bytes_OfANameThatWasNotSent_AreRefused() => Malformed("a name was not sent", static writer =>
    {
        Write(writer, XmlPart.Element);
        writer.WriteVarInt(1);
    });

    [Theory]
    [InlineData(2)]
    [InlineData(int.MaxValue)]
    public void Bytes_OfANodeOutsideItsTree_AreRefused(int number) => Malformed<XmlNode>("a node is outside its tree", writer =>
    {
        XmlDocument document = new();
        document.AppendChild(document.CreateElement("only"));
        writer.WriteByte(0);
        writer.WriteObject(document);
        writer.WriteVarInt(number);
    });

    [Theory]
    [InlineData(MostScopes + 1, 0)]
    [InlineData(0, MostScopes + 1)]
    public void Bytes_OfMoreScopesThanMayBe_AreRefused(int scopes, int declaredIn)
    {
        Malformed<XmlNamespaceManager>("too many scopes", writer =>
        {
            writer.WriteObject(new NameTable());
            writer.WriteVarInt(scopes);
            writer.WriteVarInt(1);
            writer.WriteVarInt(declaredIn);
            writer.WriteString("prefix");
            writer.WriteString("urn:x");
        });
    }

    private static void Refused(object value, string reason, string cure)
    {
        foreach (Action send in (Action[])[() => RoundTrip.Of(value), () => DataTrip.Of(value)])
        {
            NotShippableException refusal = Assert.Throws<NotShippableException>(send);
            Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
            Assert.Contains(cure, refusal.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>A node that stands in no tree, and so is written as the tree that it is the top of.</summary>
    private static void Malformed(string reason, Action<GraphWriter> tree) => Malformed<XmlNode>(reason, writer =>
    {
        writer.WriteByte(1);
        writer.WriteObject(new XmlDocument());
        tree(writer);
    });

    private static void Malformed<T>(string reason, Action<GraphWriter> write)
    {
        CodeContext sender = new(new LoadedAssemblies(), [new ForgingReducer<T>()]);
        PayloadWriter writer = new(sender);
        ItemCodec<object?>.Write(writer, [new Forged<T>(write)], onRefused: null, "result");
        Payload payload = writer.Finish();

        PayloadReader[] readers =
        [
            new DataReader(DataTrip.Context, payload.Bytes, payload.Blocks),
            new CodeReader(RoundTrip.Context, payload.Bytes, payload.Blocks),
        ];
        foreach (PayloadReader reader in readers)
        {
            InvalidDataException error = Assert.Throws<InvalidDataException>(
                () => ItemCodec<object?>.Read(reader, new object?[1], onFailed: null, "result"));
            Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        }
    }

    private static void Begin(GraphWriter writer, XmlPart part, string name = "n")
    {
        Write(writer, part);
        foreach (string text in (string[])["", name, ""])
        {
            writer.WriteVarInt(0);
            writer.WriteString(text);
        }
    }

    private static void Write(GraphWriter writer, XmlPart part) => writer.WriteByte((byte)part);

    private static XmlElement WithAttributes(int count)
    {
        XmlElement element = new XmlDocument().CreateElement("e");
        for (int i = 0; i < count; i++)
        {
            element.SetAttribute($"a{i}", "");
        }

        return element;
    }

    /// <summary>Stands for a value of a type, and is written as a peer likes.</summary>
    private sealed record Forged<T>(Action<GraphWriter> Write);

    private sealed class ForgingReducer<T> : Reducer
    {
        public override bool Handles(Type type) => type == typeof(Forged<T>);

        public override Type WireType(Type type) => typeof(T);

        public override void Write(object value, GraphWriter writer) => ((Forged<T>)value).Write(writer);

        public override object Read(Type type, GraphReader reader) => throw new NotSupportedException();
    }

    private sealed class OwnElement(XmlDocument document) : XmlElement("", "own", "", document);

    private sealed class OwnNames : XmlNameTable
    {
        private readonly NameTable _names = new();

        public override string Add(string array) => _names.Add(array);

        public override string Add(char[] array, int offset, int length) => _names.Add(array, offset, length);

        public override string? Get(string array) => _names.Get(array);

        public override string? Get(char[] array, int offset, int length) => _names.Get(array, offset, length);
    }
}
