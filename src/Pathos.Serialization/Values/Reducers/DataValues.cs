using System.Data;
using System.Data.SqlTypes;
using System.Globalization;
using System.Reflection;

namespace Pathos.Serialization;

/// <summary>The values of columns. A table converts and compares what it is given, so data holds only what may be asked for that.</summary>
internal static class DataValues
{
    /// <summary>Lets a column have a type where it is read: any for code; .NET's own and declared ones for data.</summary>
    public static bool MayBe(Type type, SerializationContext context, DeclaredTypes declared)
    {
        Type of = Nullable.GetUnderlyingType(type) ?? type;
        return context.HoldsCode || of == typeof(object) || declared.Contains(of)
            || (InertTypes.IsOfTheFramework(of.Assembly) && context.PlanOf(of).Kind != PlanKind.Refused
                && (!typeof(INullable).IsAssignableFrom(of) || of.Namespace == "System.Data.SqlTypes"));
    }

    /// <summary>Writes values of a column; what is not there is null.</summary>
    public static void Write(GraphWriter writer, DataColumn column, object?[] values, Func<int, string> row)
    {
        object?[] present = Array.ConvertAll(values, static value => value is DBNull ? null : value);
        RequireKeys(writer, present);
        for (int i = 0; i < present.Length; i++)
        {
            int at = i;
            writer.WritePart(present[i], () => string.Create(CultureInfo.InvariantCulture, $"{row(at)}[\"{column.ColumnName}\"]"));
        }
    }

    public static object?[] Read(GraphReader reader, DataColumn column, int count)
    {
        object?[] values = ReadKeys(reader, count);
        for (int i = 0; i < values.Length; i++)
        {
            // A value of another type would be asked to convert itself.
            values[i] = values[i] is not { } value ? DBNull.Value
                : column.DataType.IsInstanceOfType(value) ? value
                : throw PayloadReader.Malformed("a value is not of its column's type");
        }

        return values;
    }

    public static void WriteProperties(GraphWriter writer, PropertyCollection properties)
    {
        object?[] keys = new object?[properties.Count];
        object?[] values = new object?[properties.Count];
        properties.Keys.CopyTo(keys, 0);
        properties.Values.CopyTo(values, 0);
        writer.WriteVarInt(keys.Length);
        if (keys.Length > 0)
        {
            RequireKeys(writer, keys);
            for (int i = 0; i < keys.Length; i++)
            {
                object? key = keys[i];
                writer.WritePart(key, static () => ".ExtendedProperties.Keys");
                writer.WritePart(values[i], () => ".ExtendedProperties" + KeyPath.Of(key));
            }
        }
    }

    public static void ReadProperties(GraphReader reader, PropertyCollection properties)
    {
        for (int left = reader.ReadVarInt(); left > 0; left--)
        {
            object key = ReadKeys(reader, count: 1)[0] ?? throw PayloadReader.Malformed("a property has no name");
            properties[key] = reader.ReadReference();
        }
    }

    /// <summary>Keys, constraints and views of a table hash and compare what it holds.</summary>
    private static void RequireKeys(GraphWriter writer, object?[] values)
    {
        if (!writer.Context.HoldsCode && InertKeys.FirstForeign(values, writer.Output.Declared) is { } foreign)
        {
            writer.Refuse(foreign, Refusal.Key.Reason, Refusal.Key.Advice);
        }
    }

    private static object?[] ReadKeys(GraphReader reader, int count)
    {
        object?[] values = new object?[count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = reader.ReadReference();
        }

        return reader.Context.HoldsCode || InertKeys.FirstForeign(values, reader.Input.Declared) is not { } foreign ? values
            : throw PayloadReader.Malformed($"a '{foreign}' is no data. {Refusal.Key.Reason} {Refusal.Key.Advice}");
    }
}

/// <summary>The numbers that automatic columns give next. .NET tells them to its own serialisation only.</summary>
internal static class AutoIncrements
{
    private static readonly PropertyInfo? s_current = typeof(DataColumn).GetProperty(
        "AutoIncrementCurrent", BindingFlags.Instance | BindingFlags.NonPublic);

    public static object? Of(DataColumn column) => column.AutoIncrement ? s_current?.GetValue(column) : null;

    public static object?[] Of(DataTable table) => [.. table.Columns.Cast<DataColumn>().Select(Of)];

    public static void Restore(DataTable table, object?[] next)
    {
        for (int i = 0; i < next.Length; i++)
        {
            Restore(table.Columns[i], next[i]);
        }
    }

    public static void Restore(DataColumn column, object? next)
    {
        if (next is not null && column.AutoIncrement)
        {
            s_current?.SetValue(column, next);
        }
    }
}
