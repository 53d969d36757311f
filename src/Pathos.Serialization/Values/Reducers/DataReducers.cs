using System.Data;
using System.Globalization;
using System.Xml;

namespace Pathos.Serialization;

/// <summary>Data tables and sets as XML with their schema: their own format for leaving a process.</summary>
internal static class DataReducers
{
    public static Reducer? Find(Type type) =>
        type == typeof(DataTable) ? new TableReducer() : type == typeof(DataSet) ? new SetReducer() : null;

    /// <summary>Which types columns may have, the framework limits itself. Where it looks for them, it does not.</summary>
    private static XmlReader OpenChecked(string? text)
    {
        using (XmlReader names = Open(text))
        {
            DataTableTypes.Check(names);
        }

        return Open(text);
    }

    /// <summary>Nothing outside the text is read, and no entity is expanded.</summary>
    private static XmlReader Open(string? text) =>
        XmlReader.Create(new StringReader(text ?? string.Empty), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, CloseInput = true });

    private sealed class TableReducer : Reducer
    {
        public override bool IsInert => true;

        public override bool Handles(Type type) => type == typeof(DataTable);

        public override void Write(object value, GraphWriter writer)
        {
            DataTable table = (DataTable)value;
            writer.WriteString(table.TableName);
            if (table.TableName.Length == 0)
            {
                // A table without a name cannot be written as XML; a copy with one can.
                table = table.Copy();
                table.TableName = "Table";
            }

            using StringWriter text = new(CultureInfo.InvariantCulture);
            table.WriteXml(text, XmlWriteMode.WriteSchema);
            writer.WriteString(text.ToString());
        }

        public override object Read(Type type, GraphReader reader)
        {
            string name = reader.ReadString() ?? string.Empty;
            DataTable table = new();
            using XmlReader text = OpenChecked(reader.ReadString());
            table.ReadXml(text);
            table.TableName = name;
            table.AcceptChanges();
            return table;
        }
    }

    private sealed class SetReducer : Reducer
    {
        public override bool IsInert => true;

        public override bool Handles(Type type) => type == typeof(DataSet);

        public override void Write(object value, GraphWriter writer)
        {
            using StringWriter text = new(CultureInfo.InvariantCulture);
            ((DataSet)value).WriteXml(text, XmlWriteMode.WriteSchema);
            writer.WriteString(text.ToString());
        }

        public override object Read(Type type, GraphReader reader)
        {
            DataSet set = new();
            using XmlReader text = OpenChecked(reader.ReadString());
            set.ReadXml(text, XmlReadMode.ReadSchema);
            set.AcceptChanges();
            return set;
        }
    }
}
