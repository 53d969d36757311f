using System.Data;
using System.Reflection;

namespace Pathos.Serialization;

/// <summary>A view as its table, and how it is filtered and sorted. The default view of a table stays the default view.</summary>
internal sealed class DataViewReducer : Reducer
{
    public override string RuleName => "view: its table, filter and order";

    private static readonly FieldInfo? s_default = typeof(DataTable).GetField(
        "_defaultView", BindingFlags.Instance | BindingFlags.NonPublic);

    public override bool IsInert => true;

    public override bool Handles(Type type) => type == typeof(DataView);

    public override void Write(object value, GraphWriter writer)
    {
        DataView view = (DataView)value;
        if (view.Table is not { } table)
        {
            writer.Refuse(typeof(DataView), "It has no table.", "Create it inside the function.");
            return;
        }

        bool isDefault = ReferenceEquals(DefaultViewOf(table), view);
        writer.WritePart(table, static () => ".Table");
        writer.WriteByte(isDefault ? (byte)1 : (byte)0);
        if (!isDefault)
        {
            WriteSettings(view, writer);
        }
    }

    public override object Read(Type type, GraphReader reader)
    {
        DataTable table = reader.ReadPart<DataTable>();
        if (reader.ReadByte() == 1)
        {
            return table.DefaultView;
        }

        DataView view = new(table);
        ReadSettings(view, reader);
        return view;
    }

    /// <summary>Asking the table for it would make it, and a view costs its table an index.</summary>
    public static DataView? DefaultViewOf(DataTable table) => s_default?.GetValue(table) as DataView;

    public static void WriteSettings(DataView view, GraphWriter writer)
    {
        writer.WriteByte(
            (byte)((view.AllowNew ? 1 : 0) | (view.AllowEdit ? 2 : 0) | (view.AllowDelete ? 4 : 0) | (view.ApplyDefaultSort ? 8 : 0)));
        writer.WriteVarInt((int)view.RowStateFilter);
        writer.WriteString(view.Sort);
        writer.WriteString(view.RowFilter);
    }

    public static void ReadSettings(DataView view, GraphReader reader)
    {
        byte flags = reader.ReadByte();
        view.AllowNew = (flags & 1) != 0;
        view.AllowEdit = (flags & 2) != 0;
        view.AllowDelete = (flags & 4) != 0;
        view.RowStateFilter = (DataViewRowState)reader.ReadVarInt();
        view.Sort = reader.ReadString() ?? string.Empty;
        view.RowFilter = reader.ReadString() ?? string.Empty;
        view.ApplyDefaultSort = (flags & 8) != 0;
    }
}
