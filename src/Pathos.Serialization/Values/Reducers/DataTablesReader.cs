using System.Data;
using System.Globalization;

namespace Pathos.Serialization;

/// <summary>Puts tables together again: the mirror of <see cref="DataTablesWriter"/>.</summary>
internal sealed class DataTablesReader(GraphReader reader)
{
    /// <summary>A table makes room for so many rows with the first one that the program adds.</summary>
    private const int MostCapacity = 1 << 20;

    public DataSet ReadSet()
    {
        DataSet set = new(Text()) { Namespace = Text(), Prefix = Text(), CaseSensitive = ReadFlag() };
        bool enforces = ReadFlag();
        set.EnforceConstraints = false;
        DataTable[] tables = new DataTable[reader.Input.ReadLength()];
        for (int i = 0; i < tables.Length; i++)
        {
            tables[i] = ReadNames();
            set.Tables.Add(tables[i]);
        }

        // Values of rows may refer to the set and to its tables.
        reader.Register(set);
        CultureInfo locale = reader.ReadPart<CultureInfo>();
        if (!locale.Equals(set.Locale))
        {
            set.Locale = locale;
        }

        DataValues.ReadProperties(reader, set.ExtendedProperties);
        ReadTables(tables);
        for (int left = reader.ReadVarInt(); left > 0; left--)
        {
            ReadRelation(set, tables);
        }

        ReadRules(tables);
        set.EnforceConstraints = enforces;
        return set;
    }

    public DataTable ReadTable()
    {
        DataTable table = ReadNames();
        reader.Register(table);
        table.BeginLoadData();
        ReadTables([table]);
        ReadRules([table]);
        table.EndLoadData();
        return table;
    }

    private DataTable ReadNames()
    {
        DataTable table = new(Text(), Text());
        if (Text() is { Length: > 0 } prefix)
        {
            table.Prefix = prefix;
        }

        return table;
    }

    private void ReadTables(DataTable[] tables)
    {
        foreach (DataTable table in tables)
        {
            bool isCaseSensitive = ReadFlag();
            if (table.CaseSensitive != isCaseSensitive)
            {
                table.CaseSensitive = isCaseSensitive;
            }

            CultureInfo locale = reader.ReadPart<CultureInfo>();
            if (!locale.Equals(table.Locale))
            {
                table.Locale = locale;
            }

            int capacity = Math.Clamp(reader.ReadVarInt(), 0, MostCapacity);
            DataValues.ReadProperties(reader, table.ExtendedProperties);
            for (int left = reader.ReadVarInt(); left > 0; left--)
            {
                ReadColumn(table);
            }

            ReadRows(table);
            table.MinimumCapacity = capacity;
        }

        foreach (DataTable table in tables)
        {
            ReadUniqueConstraints(table);
        }

        foreach (DataTable table in tables)
        {
            ReadForeignKeys(table, tables);
        }
    }

    private void ReadColumn(DataTable table)
    {
        string name = Text();
        Type type = reader.ReadType();
        if (!DataValues.MayBe(type, reader.Context, reader.Input.Declared))
        {
            throw PayloadReader.Malformed($"a table has a column of type '{type}', which is no data");
        }

        DataColumn column = table.Columns.Add(name, type);
        string caption = Text();
        string address = Text();
        string prefix = Text();
        MappingType mapping = (MappingType)reader.ReadByte();
        DataSetDateTime mode = (DataSetDateTime)reader.ReadByte();
        SetIf(caption != column.Caption, () => column.Caption = caption);
        SetIf(address != column.Namespace, () => column.Namespace = address);
        SetIf(prefix != column.Prefix, () => column.Prefix = prefix);
        SetIf(mapping != column.ColumnMapping, () => column.ColumnMapping = mapping);
        SetIf(mode != column.DateTimeMode, () => column.DateTimeMode = mode);
        DataValues.ReadProperties(reader, column.ExtendedProperties);
    }

    private void ReadRows(DataTable table)
    {
        byte[] parts = reader.ReadPart<byte[]>();
        int modified = parts.Count(static row => ((RowParts)row).HasFlag(RowParts.Modified));
        int edited = parts.Count(static row => ((RowParts)row).HasFlag(RowParts.Edited));
        List<DataColumn> columns = [];
        List<object?[]> first = [];
        List<object?[]> changed = [];
        List<object?[]> proposed = [];
        foreach (DataColumn column in ColumnsWithValues(table))
        {
            columns.Add(column);
            first.Add(DataValues.Read(reader, column, parts.Length));
            changed.Add(modified > 0 ? DataValues.Read(reader, column, modified) : []);
            proposed.Add(edited > 0 ? DataValues.Read(reader, column, edited) : []);
        }

        int nextChanged = 0;
        int nextProposed = 0;
        for (int i = 0; i < parts.Length; i++)
        {
            RowParts row = (RowParts)parts[i];
            DataRow made = table.NewRow();
            Fill(made, columns, first, i);
            table.Rows.Add(made);
            if (!row.HasFlag(RowParts.Added))
            {
                made.AcceptChanges();
            }

            if (row.HasFlag(RowParts.Modified))
            {
                Fill(made, columns, changed, nextChanged++);
            }

            if (row.HasFlag(RowParts.Edited))
            {
                made.BeginEdit();
                Fill(made, columns, proposed, nextProposed++);
            }

            SetIf(row.HasFlag(RowParts.Deleted), made.Delete);
        }

        for (int i = 0; i < parts.Length; i++)
        {
            if (((RowParts)parts[i]).HasFlag(RowParts.Faulty))
            {
                ReadErrors(table.Rows[i]);
            }
        }
    }

    private List<DataColumn> ColumnsWithValues(DataTable table)
    {
        List<DataColumn> columns = [];
        foreach (DataColumn column in table.Columns)
        {
            if (ReadFlag())
            {
                columns.Add(column);
            }
        }

        return columns;
    }

    private static void Fill(DataRow row, List<DataColumn> columns, List<object?[]> values, int index)
    {
        for (int c = 0; c < columns.Count; c++)
        {
            row[columns[c]] = values[c][index];
        }
    }

    private void ReadErrors(DataRow row)
    {
        row.RowError = Text();
        for (int left = reader.ReadVarInt(); left > 0; left--)
        {
            row.SetColumnError(DataParts.Checked(reader.ReadVarInt(), row.Table.Columns.Count), Text());
        }
    }

    private void ReadUniqueConstraints(DataTable table)
    {
        for (int left = reader.ReadVarInt(); left > 0; left--)
        {
            string name = Text();
            bool isPrimaryKey = ReadFlag();
            UniqueConstraint constraint = new(name, ReadColumns([table]), isPrimaryKey);
            table.Constraints.Add(constraint);
            DataValues.ReadProperties(reader, constraint.ExtendedProperties);
        }
    }

    private void ReadForeignKeys(DataTable table, DataTable[] tables)
    {
        for (int left = reader.ReadVarInt(); left > 0; left--)
        {
            string name = Text();
            ForeignKeyConstraint constraint = new(name, ReadColumns(tables), ReadColumns([table]))
            {
                AcceptRejectRule = (AcceptRejectRule)reader.ReadByte(),
                DeleteRule = (Rule)reader.ReadByte(),
                UpdateRule = (Rule)reader.ReadByte(),
            };
            table.Constraints.Add(constraint);
            DataValues.ReadProperties(reader, constraint.ExtendedProperties);
        }
    }

    private void ReadRelation(DataSet set, DataTable[] tables)
    {
        // It finds the constraints that exist already, with their names and rules.
        DataRelation relation = new(Text(), ReadColumns(tables), ReadColumns(tables), createConstraints: ReadFlag());
        set.Relations.Add(relation);
        relation.Nested = ReadFlag();
        DataValues.ReadProperties(reader, relation.ExtendedProperties);
    }

    private void ReadRules(DataTable[] tables)
    {
        foreach (DataTable table in tables)
        {
            foreach (DataColumn column in table.Columns)
            {
                ReadRules(column);
            }

            string display = Text();
            SetIf(display.Length > 0, () => table.DisplayExpression = display);
            if (ReadFlag())
            {
                DataViewReducer.ReadSettings(table.DefaultView, reader);
            }
        }
    }

    private void ReadRules(DataColumn column)
    {
        string expression = Text();
        bool allowsNull = ReadFlag();
        bool isReadOnly = ReadFlag();
        int maxLength = reader.ReadVarInt() - 1;
        bool increments = ReadFlag();
        SetIf(expression.Length > 0, () => column.Expression = expression);
        SetIf(maxLength != column.MaxLength, () => column.MaxLength = maxLength);
        SetIf(allowsNull != column.AllowDBNull, () => column.AllowDBNull = allowsNull);
        if (increments)
        {
            column.AutoIncrement = true;
            column.AutoIncrementSeed = reader.ReadRaw<long>();
            column.AutoIncrementStep = reader.ReadRaw<long>();
            AutoIncrements.Restore(column, reader.ReadReference());
        }
        else
        {
            object? value = DataValues.Read(reader, column, count: 1)[0];
            SetIf(value is not DBNull, () => column.DefaultValue = value);
        }

        SetIf(isReadOnly != column.ReadOnly, () => column.ReadOnly = isReadOnly);
    }

    private DataColumn[] ReadColumns(DataTable[] tables)
    {
        DataTable table = tables[DataParts.Checked(reader.ReadVarInt(), tables.Length)];
        DataColumn[] columns = new DataColumn[reader.Input.ReadLength()];
        for (int i = 0; i < columns.Length; i++)
        {
            columns[i] = table.Columns[DataParts.Checked(reader.ReadVarInt(), table.Columns.Count)];
        }

        return columns;
    }

    /// <summary>Setters check and remember more than their value, so what is the default already is not set.</summary>
    private static void SetIf(bool condition, Action set)
    {
        if (condition)
        {
            set();
        }
    }

    private string Text() => reader.ReadString() ?? string.Empty;

    private bool ReadFlag() => reader.ReadByte() != 0;
}
