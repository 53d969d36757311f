using System.Xml.Linq;

namespace Pathos.Serialization.Tests;

/// <summary>Documents of LINQ to XML: as code into another process, where names have other hash codes, and as data back.</summary>
[Collection(PeerTests.Name)]
public sealed class LinqToXmlTests(PeerProcess peer)
{
    private static readonly XNamespace s_space = "urn:one";

    [Fact]
    public void Element_InAnotherProcess_FindsItsChildrenAndAttributes()
    {
        XElement root = new(s_space + "root", new XElement("child", new XAttribute("k", 1), "text"));

        Assert.Equal("text 1", peer.Run(new Func<object?>(() => $"{root.Element("child")!.Value} {root.Element("child")!.Attribute("k")!.Value}")));
        Assert.Equal(true, peer.Run(new Func<object?>(() => root.Name.Namespace == XNamespace.Get("urn:one") && root.Element("absent") is null)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Document_EveryKindOfNode_StaysAsItWas(bool asData)
    {
        XDocument document = new(
            new XDeclaration("1.0", "utf-8", "yes"),
            new XComment("before"),
            new XProcessingInstruction("go", "now"),
            new XElement(s_space + "root", new XAttribute(XNamespace.Xmlns + "p", "urn:one"), "  ", new XText("a"), new XCData("<b>"), new XElement("empty"), new XElement("full", "")));

        XDocument copy = Send(document, asData);

        Assert.True(XNode.DeepEquals(document, copy));
        Assert.Equal(document.ToString(SaveOptions.DisableFormatting), copy.ToString(SaveOptions.DisableFormatting));
        Assert.Equal("utf-8 yes", $"{copy.Declaration!.Encoding} {copy.Declaration.Standalone}");
        Assert.Equal(document.Root!.Nodes().Select(static node => node.NodeType), copy.Root!.Nodes().Select(static node => node.NodeType));
        Assert.True(copy.Root.Element("empty")!.IsEmpty);
        Assert.False(copy.Root.Element("full")!.IsEmpty);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Child_Alone_BringsItsDocument(bool asData)
    {
        XDocument document = XDocument.Parse("<r><a/><b>x</b><c/></r>", LoadOptions.SetLineInfo);

        XElement copy = Send(document.Root!.Element("b")!, asData);

        Assert.Equal("r", copy.Parent!.Name);
        Assert.Equal("a", ((XElement)copy.PreviousNode!).Name);
        Assert.Equal("c", ((XElement)copy.NextNode!).Name);
        Assert.Same(copy, copy.Document!.Root!.Element("b"));
        Assert.True(((System.Xml.IXmlLineInfo)copy).HasLineInfo());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Nodes_SharedAndAnnotated_AreTheSameThere(bool asData)
    {
        XElement root = XElement.Parse("<r><a/></r>");
        root.Element("a")!.AddAnnotation("note");
        root.AddAnnotation(root.Element("a")!);

        object[] copy = Send(new object[] { root, root.Element("a")! }, asData);

        XElement arrived = (XElement)copy[0];
        Assert.Same(arrived.Element("a"), copy[1]);
        Assert.Equal("note", arrived.Element("a")!.Annotation<string>());
        Assert.Same(copy[1], arrived.Annotation<XElement>());
        arrived.Add(new XElement("b"));
        Assert.Equal("<r><a /><b /></r>", arrived.ToString(SaveOptions.DisableFormatting));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Names_AsKeys_AreFound(bool asData)
    {
        Dictionary<XName, int> copy = Send(new Dictionary<XName, int> { ["a"] = 1, [s_space + "a"] = 2 }, asData);

        Assert.Equal(2, copy[s_space + "a"]);
        Assert.Same(XName.Get("a"), copy.Keys.First());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Document_DeeperThanAStack_Arrives(bool asData)
    {
        // From the inside: to add to an element costs its depth.
        XElement root = new("e");
        for (int i = 0; i < 200_000; i++)
        {
            root = new XElement("e", root);
        }

        XElement copy = Send(root, asData);

        Assert.Equal(200_001, copy.DescendantsAndSelf("e").Count());
    }

    private static T Send<T>(T value, bool asData) => asData ? DataTrip.Of(value) : RoundTrip.Of(value);
}
