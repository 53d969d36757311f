using System.Collections;
using System.Data;

namespace Pathos.Serialization;

/// <summary>Data tables and sets as schema and rows, and their parts as places in them: what looks at
/// a table takes the table along.</summary>
/// <remarks>Event handlers stay here: they belong to what shows or watches this table. Classes derived from these are refused.</remarks>
internal static class DataReducers
{
    public static Reducer? Find(Type type) =>
        type == typeof(DataSet) ? new SetReducer()
        : type == typeof(DataTable) ? new TableReducer()
        : type == typeof(DataRow) ? new DataRowReducer()
        : type == typeof(DataView) ? new DataViewReducer()
        : type == typeof(DataRowView) ? new RowViewReducer()
        : type == typeof(DataColumn) ? new ColumnReducer()
        : type == typeof(DataRelation) ? new RelationReducer()
        : typeof(Constraint).IsAssignableFrom(type) ? new ConstraintReducer()
        : null;

    private sealed class SetReducer : Reducer
    {
        public override string RuleName => "data set: tables and relations";

        public override bool RegistersEarly => true;

        public override bool IsInert => true;

        public override bool Handles(Type type) => type == typeof(DataSet);

        public override void Write(object value, GraphWriter writer) => new DataTablesWriter(writer).WriteSet((DataSet)value);

        public override object Read(Type type, GraphReader reader) => new DataTablesReader(reader).ReadSet();
    }

    private sealed class TableReducer : Reducer
    {
        public override string RuleName => "data table: columns and rows";

        private const byte Alone = 0;
        private const byte InSet = 1;

        public override bool RegistersEarly => true;

        public override bool IsInert => true;

        public override bool Handles(Type type) => type == typeof(DataTable);

        public override void Write(object value, GraphWriter writer)
        {
            DataTable table = (DataTable)value;
            if (table.DataSet is not { } set)
            {
                writer.WriteByte(Alone);
                new DataTablesWriter(writer).WriteTable(table);
                return;
            }

            writer.WriteByte(InSet);
            writer.WritePart(set, static () => ".DataSet");
            writer.WriteVarInt(set.Tables.IndexOf(table));
        }

        public override object Read(Type type, GraphReader reader)
        {
            if (reader.ReadByte() == Alone)
            {
                return new DataTablesReader(reader).ReadTable();
            }

            DataTableCollection tables = reader.ReadPart<DataSet>().Tables;
            return tables[DataParts.Checked(reader.ReadVarInt(), tables.Count)];
        }
    }

    /// <summary>A row of a view, by its place there.</summary>
    private sealed class RowViewReducer : Reducer
    {
        public override string RuleName => "row and its view";

        public override bool IsInert => true;

        public override bool Handles(Type type) => type == typeof(DataRowView);

        public override void Write(object value, GraphWriter writer)
        {
            DataRowView row = (DataRowView)value;
            int index = row.IsNew ? -1 : ((IList)row.DataView).IndexOf(row);
            if (index < 0)
            {
                writer.Refuse(
                    typeof(DataRowView), "It is not a row of its view: it is new, or it was filtered out.", "Capture the DataRow (Row).");
            }

            writer.WritePart(row.DataView, static () => ".DataView");
            writer.WriteVarInt(index);
        }

        public override object Read(Type type, GraphReader reader)
        {
            DataView view = reader.ReadPart<DataView>();
            return view[DataParts.Checked(reader.ReadVarInt(), view.Count)];
        }
    }

    private sealed class ColumnReducer : Reducer
    {
        public override string RuleName => "column and its table";

        public override bool IsInert => true;

        public override bool Handles(Type type) => type == typeof(DataColumn);

        public override void Write(object value, GraphWriter writer)
        {
            DataColumn column = (DataColumn)value;
            if (column.Table is null)
            {
                writer.Refuse(typeof(DataColumn), "It belongs to no table.", "Add it to a table, or create it inside the function.");
            }

            writer.WritePart(column.Table, static () => ".Table");
            writer.WriteVarInt(column.Ordinal);
        }

        public override object Read(Type type, GraphReader reader)
        {
            DataColumnCollection columns = reader.ReadPart<DataTable>().Columns;
            return columns[DataParts.Checked(reader.ReadVarInt(), columns.Count)];
        }
    }

    private sealed class RelationReducer : Reducer
    {
        public override string RuleName => "relation and its data set";

        public override bool IsInert => true;

        public override bool Handles(Type type) => type == typeof(DataRelation);

        public override void Write(object value, GraphWriter writer)
        {
            DataRelation relation = (DataRelation)value;
            if (relation.DataSet is null)
            {
                writer.Refuse(typeof(DataRelation), "It belongs to no DataSet.", "Add it to a DataSet, or create it inside the function.");
            }

            writer.WritePart(relation.DataSet, static () => ".DataSet");
            writer.WriteVarInt(relation.DataSet!.Relations.IndexOf(relation));
        }

        public override object Read(Type type, GraphReader reader)
        {
            DataRelationCollection relations = reader.ReadPart<DataSet>().Relations;
            return relations[DataParts.Checked(reader.ReadVarInt(), relations.Count)];
        }
    }

    private sealed class ConstraintReducer : Reducer
    {
        public override string RuleName => "constraint and its table";

        public override bool IsInert => true;

        public override bool Handles(Type type) => typeof(Constraint).IsAssignableFrom(type);

        public override Type WireType(Type type) => typeof(Constraint);

        public override void Write(object value, GraphWriter writer)
        {
            Constraint constraint = (Constraint)value;
            int index = constraint.Table?.Constraints.IndexOf(constraint) ?? -1;
            if (index < 0)
            {
                writer.Refuse(constraint.GetType(), "It belongs to no table.", "Add it to a table, or create it inside the function.");
            }

            // By name: unique constraints come first where the table is put together again.
            writer.WritePart(constraint.Table, static () => ".Table");
            writer.WriteString(constraint.ConstraintName);
        }

        public override object Read(Type type, GraphReader reader) =>
            reader.ReadPart<DataTable>().Constraints[reader.ReadString() ?? string.Empty]
            ?? throw PayloadReader.Malformed("a constraint is missing");
    }
}

/// <summary>Places in tables that bytes name.</summary>
internal static class DataParts
{
    public static int Checked(int index, int count) =>
        (uint)index < (uint)count ? index : throw PayloadReader.Malformed("a part of a table is missing");
}
