using System.Collections.Immutable;
using System.Data;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml;
using System.Xml.Linq;

namespace Pathos.Hostile.Tests;

/// <summary>Documents and tables: what they hold is converted, compared and hashed while they are put together.</summary>
internal static partial class Gadgets
{
    public static IEnumerable<Gadget> Documents =>
    [
        Biting("a table with a key whose order runs", Fate.Refused, static _ => Table(typeof(BusyKey), isKey: true)),
        Biting("a table with a key of objects whose order runs", Fate.Refused, static _ => Table(typeof(object), isKey: true)),
        Biting("a set with such a table", Fate.Refused, static _ => new DataSet { Tables = { Table(typeof(object), isKey: true) } }),
        Biting("a row of such a table", Fate.Refused, static _ => Table(typeof(object), isKey: true).Rows[0]),
        Biting("a table with a property under such a key", Fate.Refused, static _ => new DataTable("t") { ExtendedProperties = { [new BusyKey()] = 1 } }),
        Biting("a builder of a dictionary with such keys", Fate.Refused, static _ => ImmutableDictionary<BusyKey, int>.Empty.Add(new(), 1).ToBuilder()),
        Biting("a class derived from a hash table with such keys", Fate.Refused, static _ => new PropertyCollection { [new BusyKey()] = 1 }),
        new("a table with a column of a type of the program", Fate.Refused, static _ => Table(typeof(Talkative), isKey: false)),
        new("serializer options", Fate.Refused, static _ => new JsonSerializerOptions()),
        new("an XML document", Fate.Inert, static _ => Parsed("<a b='c'>d</a>")),
        new("an element with a document type above it", Fate.Inert, static _ => XDocument.Parse("<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>").Root!),
        new("an element with a note of the program", Fate.Inert, static _ => WithNote(new XElement("a"))),
        new("a node of JSON", Fate.Inert, static _ => JsonNode.Parse("{\"a\":[1]}")!),
        new("a table of numbers", Fate.Inert, static _ => Numbers()),
    ];

    private static DataTable Table(Type type, bool isKey)
    {
        DataTable table = new("t");
        DataColumn column = table.Columns.Add("c", type);
        for (int i = 0; i < 3; i++)
        {
            table.Rows.Add(type == typeof(Talkative) ? DBNull.Value : new BusyKey());
        }

        if (isKey)
        {
            table.Constraints.Add("u", column, primaryKey: true);
        }

        return table;
    }

    private static DataTable Numbers()
    {
        DataTable table = new("t");
        table.PrimaryKey = [table.Columns.Add("c", typeof(int))];
        table.Rows.Add(2);
        table.Rows.Add(1);
        return table;
    }

    private static XmlDocument Parsed(string text)
    {
        XmlDocument document = new();
        document.LoadXml(text);
        return document;
    }

    private static XElement WithNote(XElement element)
    {
        element.AddAnnotation(new Talkative());
        return element;
    }
}
