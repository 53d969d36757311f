using System.Data;
using System.Globalization;

namespace Pathos.Serialization;

/// <summary>What a row was when it was sent. Part of the wire format.</summary>
[Flags]
internal enum RowParts : byte
{
    None = 0,
    Added = 1,
    Modified = 2,
    Deleted = 4,
    Edited = 8,
    Faulty = 16,
}

/// <summary>Writes tables that belong together: first that they exist, then their columns and rows, last what ties them.</summary>
internal sealed class DataTablesWriter(GraphWriter writer)
{
    public void WriteSet(DataSet set)
    {
        DataTable[] tables = [.. set.Tables.Cast<DataTable>()];
        writer.WriteString(set.DataSetName);
        writer.WriteString(set.Namespace);
        writer.WriteString(set.Prefix);
        WriteFlag(set.CaseSensitive);
        WriteFlag(set.EnforceConstraints);
        writer.WriteVarInt(tables.Length);
        foreach (DataTable table in tables)
        {
            WriteNames(table);
        }

        writer.WritePart(set.Locale, static () => ".Locale");
        DataValues.WriteProperties(writer, set.ExtendedProperties);
        WriteTables(tables);
        writer.WriteVarInt(set.Relations.Count);
        foreach (DataRelation relation in set.Relations)
        {
            writer.WriteString(relation.RelationName);
            WriteColumns(relation.ParentTable, relation.ParentColumns, tables);
            WriteColumns(relation.ChildTable, relation.ChildColumns, tables);
            WriteFlag(relation.ChildKeyConstraint is not null);
            WriteFlag(relation.Nested);
            DataValues.WriteProperties(writer, relation.ExtendedProperties);
        }

        WriteRules(tables);
    }

    public void WriteTable(DataTable table)
    {
        WriteNames(table);
        WriteTables([table]);
        WriteRules([table]);
    }

    private void WriteTables(DataTable[] tables)
    {
        foreach (DataTable table in tables)
        {
            WriteFlag(table.CaseSensitive);
            writer.WritePart(table.Locale, static () => ".Locale");
            writer.WriteVarInt(table.MinimumCapacity);
            DataValues.WriteProperties(writer, table.ExtendedProperties);
            writer.WriteVarInt(table.Columns.Count);
            foreach (DataColumn column in table.Columns)
            {
                WriteColumn(column);
            }

            WriteRows(table);
        }

        foreach (DataTable table in tables)
        {
            WriteUniqueConstraints(table);
        }

        foreach (DataTable table in tables)
        {
            WriteForeignKeys(table, tables);
        }
    }

    private void WriteNames(DataTable table)
    {
        writer.WriteString(table.TableName);
        writer.WriteString(table.Namespace);
        writer.WriteString(table.Prefix);
    }

    private void WriteColumn(DataColumn column)
    {
        if (!DataValues.MayBe(column.DataType, writer.Context, writer.Output.Declared))
        {
            writer.Refuse(column.DataType, $"It is the type of column '{column.ColumnName}'. " + Refusal.Key.Reason, Refusal.Key.Advice);
        }

        writer.WriteString(column.ColumnName);
        writer.WriteType(column.DataType);
        writer.WriteString(column.Caption);
        writer.WriteString(column.Namespace);
        writer.WriteString(column.Prefix);
        writer.WriteByte((byte)column.ColumnMapping);
        writer.WriteByte((byte)column.DateTimeMode);
        DataValues.WriteProperties(writer, column.ExtendedProperties);
    }

    private void WriteRows(DataTable table)
    {
        int count = table.Rows.Count;
        byte[] parts = new byte[count];
        List<int> modified = [];
        List<int> edited = [];
        List<int> faulty = [];
        for (int i = 0; i < count; i++)
        {
            RowParts row = PartsOf(table.Rows[i]);
            parts[i] = (byte)row;
            AddIf(row, RowParts.Modified, modified, i);
            AddIf(row, RowParts.Edited, edited, i);
            AddIf(row, RowParts.Faulty, faulty, i);
        }

        writer.WritePart(parts);
        foreach (DataColumn column in table.Columns)
        {
            WriteFlag(column.Expression.Length == 0);
        }

        foreach (DataColumn column in table.Columns.Cast<DataColumn>().Where(static column => column.Expression.Length == 0))
        {
            object?[] first = new object?[count];
            for (int i = 0; i < count; i++)
            {
                bool isNew = ((RowParts)parts[i]).HasFlag(RowParts.Added);
                first[i] = table.Rows[i][column, isNew ? DataRowVersion.Current : DataRowVersion.Original];
            }

            DataValues.Write(writer, column, first, static i => RowPath(i));
            WriteVersions(table, column, modified, DataRowVersion.Current);
            WriteVersions(table, column, edited, DataRowVersion.Proposed);
        }

        foreach (int i in faulty)
        {
            WriteErrors(table.Rows[i]);
        }
    }

    private static RowParts PartsOf(DataRow row) => row.RowState switch
    {
        DataRowState.Added => RowParts.Added,
        DataRowState.Modified => RowParts.Modified,
        DataRowState.Deleted => RowParts.Deleted,
        _ => RowParts.None,
    } | (row.HasVersion(DataRowVersion.Proposed) ? RowParts.Edited : RowParts.None) | (row.HasErrors ? RowParts.Faulty : RowParts.None);

    private static void AddIf(RowParts row, RowParts part, List<int> rows, int index)
    {
        if (row.HasFlag(part))
        {
            rows.Add(index);
        }
    }

    private void WriteVersions(DataTable table, DataColumn column, List<int> rows, DataRowVersion version)
    {
        if (rows.Count > 0)
        {
            DataValues.Write(writer, column, [.. rows.Select(i => table.Rows[i][column, version])], i => RowPath(rows[i]));
        }
    }

    private void WriteErrors(DataRow row)
    {
        DataColumn[] columns = row.GetColumnsInError();
        writer.WriteString(row.RowError);
        writer.WriteVarInt(columns.Length);
        foreach (DataColumn column in columns)
        {
            writer.WriteVarInt(column.Ordinal);
            writer.WriteString(row.GetColumnError(column));
        }
    }

    private void WriteUniqueConstraints(DataTable table)
    {
        UniqueConstraint[] constraints = [.. table.Constraints.OfType<UniqueConstraint>()];
        writer.WriteVarInt(constraints.Length);
        foreach (UniqueConstraint constraint in constraints)
        {
            writer.WriteString(constraint.ConstraintName);
            WriteFlag(constraint.IsPrimaryKey);
            WriteColumns(table, constraint.Columns, [table]);
            DataValues.WriteProperties(writer, constraint.ExtendedProperties);
        }
    }

    private void WriteForeignKeys(DataTable table, DataTable[] tables)
    {
        ForeignKeyConstraint[] constraints = [.. table.Constraints.OfType<ForeignKeyConstraint>()];
        writer.WriteVarInt(constraints.Length);
        foreach (ForeignKeyConstraint constraint in constraints)
        {
            writer.WriteString(constraint.ConstraintName);
            WriteColumns(constraint.RelatedTable, constraint.RelatedColumns, tables);
            WriteColumns(table, constraint.Columns, [table]);
            writer.WriteByte((byte)constraint.AcceptRejectRule);
            writer.WriteByte((byte)constraint.DeleteRule);
            writer.WriteByte((byte)constraint.UpdateRule);
            DataValues.WriteProperties(writer, constraint.ExtendedProperties);
        }
    }

    /// <summary>Writes what a table would do with rows that are added, and so is set when all rows are there.</summary>
    private void WriteRules(DataTable[] tables)
    {
        foreach (DataTable table in tables)
        {
            foreach (DataColumn column in table.Columns)
            {
                writer.WriteString(column.Expression);
                WriteFlag(column.AllowDBNull);
                WriteFlag(column.ReadOnly);
                writer.WriteVarInt(column.MaxLength + 1);
                WriteFlag(column.AutoIncrement);
                if (column.AutoIncrement)
                {
                    writer.WriteRaw(column.AutoIncrementSeed);
                    writer.WriteRaw(column.AutoIncrementStep);
                    writer.WritePart(AutoIncrements.Of(column), static () => ".AutoIncrementSeed");
                }
                else
                {
                    DataValues.Write(writer, column, [column.DefaultValue], static _ => ".DefaultValue");
                }
            }

            writer.WriteString(table.DisplayExpression);
            DataView? view = DataViewReducer.DefaultViewOf(table);
            WriteFlag(view is not null);
            if (view is not null)
            {
                DataViewReducer.WriteSettings(view, writer);
            }
        }
    }

    private void WriteColumns(DataTable table, DataColumn[] columns, DataTable[] tables)
    {
        writer.WriteVarInt(Array.IndexOf(tables, table));
        writer.WriteVarInt(columns.Length);
        foreach (DataColumn column in columns)
        {
            writer.WriteVarInt(column.Ordinal);
        }
    }

    private void WriteFlag(bool value) => writer.WriteByte(value ? (byte)1 : (byte)0);

    private static string RowPath(int row) => string.Create(CultureInfo.InvariantCulture, $".Rows[{row}]");
}
