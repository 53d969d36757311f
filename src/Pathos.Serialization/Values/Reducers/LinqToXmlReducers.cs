using System.Xml.Linq;

namespace Pathos.Serialization;

/// <summary>The names of LINQ to XML. Everything else of a document travels by its fields: parents, siblings,
/// annotations and the order are exact then.</summary>
/// <remarks>
/// A name exists once in a process, and elements are found by comparing references. So a name is looked up again where it arrives.
/// Documents as deep as memory allows travel so, because fields wait in a queue.
/// </remarks>
internal static class LinqToXmlReducers
{
    public static Reducer? Find(Type type) =>
        type == typeof(XName) ? new NameReducer() : type == typeof(XNamespace) ? new NamespaceReducer() : null;

    private sealed class NameReducer : Reducer
    {
        public override string RuleName => "XML name: namespace and local name";

        public override bool IsInert => true;

        public override bool Handles(Type type) => type == typeof(XName);

        public override void Write(object value, GraphWriter writer)
        {
            XName name = (XName)value;
            writer.WriteString(name.LocalName);
            writer.WriteString(name.NamespaceName);
        }

        public override object Read(Type type, GraphReader reader)
        {
            string name = reader.ReadString() ?? string.Empty;
            return XName.Get(name, reader.ReadString() ?? string.Empty);
        }
    }

    private sealed class NamespaceReducer : Reducer
    {
        public override string RuleName => "XML namespace by its name";

        public override bool IsInert => true;

        public override bool Handles(Type type) => type == typeof(XNamespace);

        public override void Write(object value, GraphWriter writer) => writer.WriteString(((XNamespace)value).NamespaceName);

        public override object Read(Type type, GraphReader reader) => XNamespace.Get(reader.ReadString() ?? string.Empty);
    }
}
