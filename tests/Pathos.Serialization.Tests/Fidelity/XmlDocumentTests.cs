using System.Xml;

namespace Pathos.Serialization.Tests;

/// <summary>Documents of the older XML library.</summary>
[Collection(PeerTests.Name)]
public sealed class XmlDocumentTests(PeerProcess peer)
{
    private const string Text = "<?xml version=\"1.0\" encoding=\"utf-8\"?><!--c--><p:r xmlns:p=\"urn:p\" a=\"1\"> <b x=\"&amp;\">t<![CDATA[<]]></b><e /><f></f><?go now?></p:r>";

    [Fact]
    public void Document_InAnotherProcess_FindsItsElements()
    {
        XmlDocument document = Load();

        Assert.Equal("t< 1", peer.Run(new Func<object?>(() => $"{document.GetElementsByTagName("b")[0]!.InnerText} {document.DocumentElement!.GetAttribute("a")}")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Document_EveryKindOfNode_StaysAsItWas(bool asData)
    {
        XmlDocument document = Load();
        document.DocumentElement!.AppendChild(document.CreateTextNode("one\u0001"));
        document.DocumentElement.AppendChild(document.CreateTextNode("two\r\n"));

        XmlDocument copy = Send(document, asData);

        Assert.Equal(Walk(document), Walk(copy));
        Assert.True(copy.PreserveWhitespace);
        Assert.Equal("t<", copy.SelectSingleNode("//b")!.InnerText);
        Assert.NotNull(copy.NameTable.Get("b"));
        Assert.Null(copy.NameTable.Get("absent"));
        copy.DocumentElement!.AppendChild(copy.CreateElement("added"));
        Assert.Equal("added", copy.SelectSingleNode("//added")!.Name);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Nodes_OfOneDocument_KeepTheirPlaces(bool asData)
    {
        XmlDocument document = Load();
        XmlNode b = document.SelectSingleNode("//b")!;

        XmlNode[] copy = Send<XmlNode[]>([b, b.Attributes!["x"]!, b.FirstChild!, document], asData);

        Assert.Equal("p:r", copy[0].ParentNode!.Name);
        Assert.Same(copy[0], ((XmlAttribute)copy[1]).OwnerElement);
        Assert.Same(copy[0], copy[2].ParentNode);
        Assert.Same(copy[3], copy[0].OwnerDocument);
        Assert.Equal("e", copy[0].NextSibling!.Name);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Node_InNoTree_TravelsWithItsDocument(bool asData)
    {
        XmlDocument document = Load();
        XmlElement element = document.CreateElement("loose");
        element.SetAttribute("k", "v");
        element.AppendChild(document.CreateElement("inner"));
        XmlAttribute attribute = document.CreateAttribute("alone");
        attribute.Value = "1";

        XmlNode[] copy = Send<XmlNode[]>([element, element.FirstChild!, attribute, document.CreateDocumentFragment()], asData);

        Assert.Equal("<loose k=\"v\"><inner /></loose>", copy[0].OuterXml);
        Assert.Null(copy[0].ParentNode);
        Assert.Same(copy[0], copy[1].ParentNode);
        Assert.Equal("1", copy[2].Value);
        Assert.Same(copy[0].OwnerDocument, copy[2].OwnerDocument);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Node_SharedByObjectsThatRefer_IsOneNode(bool asData)
    {
        XmlNode node = Load().SelectSingleNode("//b")!;
        Holder holder = new() { Other = new Holder { Node = node }, Node = node };

        Holder copy = Send(holder, asData);

        Assert.Same(copy.Node, copy.Other!.Node);
        Assert.Equal("t<", copy.Node!.InnerText);
    }

    [Fact]
    public void Document_WithADocumentType_IsRefusedWithTheCure()
    {
        XmlDocument document = new();
        document.LoadXml("<!DOCTYPE r [<!ENTITY a 'b'>]><r/>");

        NotShippableException refusal = Assert.Throws<NotShippableException>(() => RoundTrip.Of(document));

        Assert.Contains("OuterXml", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Document_DeeperThanAStack_Arrives(bool asData)
    {
        XmlDocument document = new();
        XmlNode top = document.CreateElement("e");
        for (int i = 0; i < 20_000; i++)
        {
            XmlNode above = document.CreateElement("e");
            above.AppendChild(top);
            top = above;
        }

        document.AppendChild(top);

        XmlDocument copy = Send(document, asData);

        int depth = 0;
        for (XmlNode? at = copy.DocumentElement; at is not null; at = at.FirstChild)
        {
            depth++;
        }

        Assert.Equal(20_001, depth);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void NamespaceManager_WithScopes_LooksUpAndLeavesThem(bool asData)
    {
        XmlNamespaceManager manager = new(new NameTable());
        manager.AddNamespace("a", "urn:outer");
        manager.PushScope();
        manager.AddNamespace("a", "urn:inner");
        manager.AddNamespace("", "urn:default");

        XmlNamespaceManager copy = Send(manager, asData);

        Assert.Equal("urn:inner urn:default", $"{copy.LookupNamespace("a")} {copy.DefaultNamespace}");
        Assert.True(copy.PopScope());
        Assert.Equal("urn:outer", copy.LookupNamespace("a"));
        Assert.Equal(manager.PopScope() && manager.PopScope(), copy.PopScope());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void QualifiedName_WhoseHashCodeWasAsked_IsFound(bool asData)
    {
        XmlQualifiedName name = new("n", "urn:x");
        _ = name.GetHashCode();

        Dictionary<XmlQualifiedName, int> copy = Send(new Dictionary<XmlQualifiedName, int> { [name] = 1 }, asData);

        Assert.Equal(1, copy[new XmlQualifiedName("n", "urn:x")]);
        Assert.Equal("True", peer.Run(new Func<object?>(() => new Dictionary<XmlQualifiedName, int> { [name] = 1 }.ContainsKey(new XmlQualifiedName("n", "urn:x")).ToString())));
    }

    private static XmlDocument Load()
    {
        XmlDocument document = new() { PreserveWhitespace = true };
        document.LoadXml(Text);
        return document;
    }

    private static string Walk(XmlNode node) =>
        $"{node.NodeType} {node.Name} {node.NamespaceURI} {node.Value} {(node as XmlElement)?.IsEmpty}"
        + string.Concat(node.Attributes?.Cast<XmlNode>().Select(Walk) ?? []) + "(" + string.Concat(node.ChildNodes.Cast<XmlNode>().Select(Walk)) + ")";

    private sealed class Holder
    {
        public Holder? Other;
        public XmlNode? Node;
    }

    private static T Send<T>(T value, bool asData) => asData ? DataTrip.Of(value) : RoundTrip.Of(value);
}
