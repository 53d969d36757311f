using System.Data;

namespace Pathos.Serialization;

/// <summary>A row as its place in its table, or, before it is added, as a new row of it.</summary>
internal sealed class DataRowReducer : Reducer
{
    public override string RuleName => "row and its table";

    private const byte Inside = 0;
    private const byte New = 1;

    public override bool IsInert => true;

    public override bool Handles(Type type) => type == typeof(DataRow);

    public override void Write(object value, GraphWriter writer)
    {
        DataRow row = (DataRow)value;
        int index = row.RowState == DataRowState.Detached ? -1 : row.Table.Rows.IndexOf(row);
        if (index >= 0)
        {
            writer.WriteByte(Inside);
            writer.WritePart(row.Table, static () => ".Table");
            writer.WriteVarInt(index);
            return;
        }

        if (!row.HasVersion(DataRowVersion.Default))
        {
            writer.Refuse(typeof(DataRow), "It was removed from its table.", "Capture its values (ItemArray) before.");
        }

        writer.WriteByte(New);
        writer.WritePart(row.Table, static () => ".Table");
        foreach (DataColumn column in row.Table.Columns)
        {
            DataValues.Write(writer, column, [row[column]], static _ => string.Empty);
        }
    }

    public override object Read(Type type, GraphReader reader)
    {
        bool isNew = reader.ReadByte() == New;
        DataTable table = reader.ReadPart<DataTable>();
        if (!isNew)
        {
            return table.Rows[DataParts.Checked(reader.ReadVarInt(), table.Rows.Count)];
        }

        // The number that a new row takes was taken by this one already.
        object?[] next = AutoIncrements.Of(table);
        DataRow row = table.NewRow();
        AutoIncrements.Restore(table, next);
        foreach (DataColumn column in table.Columns)
        {
            object?[] values = DataValues.Read(reader, column, count: 1);
            if (column.Expression.Length == 0)
            {
                row[column] = values[0];
            }
        }

        return row;
    }
}
