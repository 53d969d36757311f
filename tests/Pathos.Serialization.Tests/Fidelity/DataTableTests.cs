using System.Data;
using System.Globalization;

namespace Pathos.Serialization.Tests;

/// <summary>Tables, sets, and what looks at them.</summary>
public sealed class DataTableTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Rows_InEveryState_KeepTheirVersions(bool asData)
    {
        DataTable table = People();
        table.Rows[1]["name"] = "changed";
        table.Rows[2].Delete();
        table.Rows.Add(9, "added", 9.5m);
        table.Rows[3].SetModified();
        table.Rows[4].RowError = "row";
        table.Rows[4].SetColumnError("name", "column");
        table.Rows[0].BeginEdit();
        table.Rows[0]["name"] = "proposed";

        DataTable copy = Send(table, asData);

        Assert.Equal(Show(table), Show(copy));
        Assert.Equal("proposed", copy.Rows[0]["name"]);
        copy.Rows[0].CancelEdit();
        Assert.Equal("one", copy.Rows[0]["name"]);
        copy.RejectChanges();
        Assert.Equal("two", copy.Rows[1]["name"]);
        Assert.Equal("three", copy.Rows[2]["name"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Values_BlankNullAndOfEveryType_StayAsTheyAre(bool asData)
    {
        DataTable table = new();
        object[] values = ["   ", "", "\r\n\t\u0001", 1, 2L, 1.5, 2.5m, true, 'c', Guid.Empty, TimeSpan.FromDays(1), new DateTime(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc), new DateTimeOffset(2020, 1, 2, 3, 4, 5, TimeSpan.FromHours(2)), new byte[] { 1, 2 }];
        foreach (object value in values)
        {
            table.Columns.Add().DataType = value.GetType();
        }

        table.Columns.Add("any", typeof(object));
        table.Rows.Add([.. values, 5]);
        table.Rows.Add([.. values.Select(static _ => DBNull.Value), "text"]);

        DataTable copy = Send(table, asData);

        Assert.Equal("", copy.TableName);
        Assert.Equal(Show(table), Show(copy));
        Assert.Same(DBNull.Value, copy.Rows[1][0]);
        Assert.Equal(DateTimeKind.Unspecified == ((DateTime)table.Rows[0][11]).Kind, DateTimeKind.Unspecified == ((DateTime)copy.Rows[0][11]).Kind);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Schema_KeysNumbersAndExpressions_WorkAfterwards(bool asData)
    {
        DataTable table = People();
        table.CaseSensitive = true;
        table.Locale = CultureInfo.GetCultureInfo("de-DE");
        table.ExtendedProperties["owner"] = "me";
        table.Columns["name"]!.MaxLength = 20;
        table.Columns["name"]!.Caption = "Name";
        table.Columns["name"]!.DefaultValue = "nobody";
        table.Columns.Add("double", typeof(decimal), "amount * 2");
        table.Columns["amount"]!.ReadOnly = true;
        _ = table.NewRow();

        DataTable copy = Send(table, asData);

        Assert.Equal(Show(table), Show(copy));
        Assert.Equal("me", copy.ExtendedProperties["owner"]);
        Assert.Equal("de-DE Name 20", $"{copy.Locale.Name} {copy.Columns["name"]!.Caption} {copy.Columns["name"]!.MaxLength}");
        Assert.Equal("two", copy.Rows.Find(2)!["name"]);
        Assert.Null(copy.Rows.Find(77));
        DataRow here = table.NewRow();
        DataRow there = copy.NewRow();
        Assert.Equal(here.ItemArray, there.ItemArray);
        copy.Rows.Add(there);
        Assert.Throws<ConstraintException>(() => copy.Rows.Add(1, "again", 1m));
        Assert.Throws<ReadOnlyException>(() => copy.Rows[0]["amount"] = 1m);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Set_WithRelations_NavigatesAndCascades(bool asData)
    {
        DataSet set = Shop();

        DataSet copy = Send(set, asData);

        DataRow person = copy.Tables["people"]!.Rows.Find(2)!;
        Assert.Equal(2, person.GetChildRows("orders").Length);
        Assert.Equal("two", copy.Tables["orders"]!.Rows[0].GetParentRow("orders")!["name"]);
        Assert.Equal(3m, copy.Tables["people"]!.Rows[1]["total"]);
        Assert.Equal("orders fk", $"{copy.Relations[0].RelationName} {copy.Relations[0].ChildKeyConstraint!.ConstraintName}");
        Assert.Same(copy.Relations[0].ChildKeyConstraint, copy.Tables["orders"]!.Constraints["fk"]);
        Assert.Throws<InvalidConstraintException>(() => copy.Tables["orders"]!.Rows.Add(5, 88, 1m));
        person.Delete();
        Assert.All(copy.Tables["orders"]!.Rows.Cast<DataRow>(), static row => Assert.Equal(DataRowState.Deleted, row.RowState));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Parts_OfASet_BringItAndAreTheSame(bool asData)
    {
        DataSet set = Shop();
        DataTable people = set.Tables["people"]!;
        DataView view = new(people, "id > 1", "name DESC", DataViewRowState.CurrentRows);
        people.DefaultView.Sort = "name";

        object[] copy = Send<object[]>([people.Rows[1], people, people.Columns["name"]!, set.Relations[0], people.Constraints[0], view, people.DefaultView, view[0], set], asData);

        DataTable table = (DataTable)copy[1];
        Assert.Same(table, ((DataRow)copy[0]).Table);
        Assert.Same(table.Rows[1], copy[0]);
        Assert.Same(copy[8], table.DataSet);
        Assert.Same(table.Columns["name"], copy[2]);
        Assert.Same(((DataSet)copy[8]).Relations[0], copy[3]);
        Assert.Same(table.Constraints[0], copy[4]);
        Assert.Equal(view.Cast<DataRowView>().Select(static row => row["name"]), ((DataView)copy[5]).Cast<DataRowView>().Select(static row => row["name"]));
        Assert.Same(table.DefaultView, copy[6]);
        Assert.Equal("name", table.DefaultView.Sort);
        Assert.Same(((DataView)copy[5])[0], copy[7]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Row_NotYetAdded_CanBeAdded(bool asData)
    {
        DataTable table = People();
        DataRow row = table.NewRow();
        row["name"] = "new";

        DataRow copy = Send(row, asData);

        Assert.Equal(DataRowState.Detached, copy.RowState);
        Assert.Equal(row["id"], copy["id"]);
        copy.Table.Rows.Add(copy);
        Assert.Equal(table.NewRow()["id"], copy.Table.NewRow()["id"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Row_SharedByObjectsThatRefer_IsOneRow(bool asData)
    {
        DataRow row = People().Rows[1];
        Holder holder = new() { Other = new Holder { Row = row, View = row.Table.DefaultView }, Row = row, View = row.Table.DefaultView };

        Holder copy = Send(holder, asData);

        Assert.Same(copy.Row, copy.Other!.Row);
        Assert.Same(copy.View, copy.Other.View);
        Assert.Same(copy.Row!.Table, copy.View!.Table);
    }

    [Fact]
    public void Row_ThatWasRemoved_IsRefusedWithTheCure()
    {
        DataTable table = People();
        DataRow row = table.Rows[0];
        table.Rows.Remove(row);

        Assert.Contains("ItemArray", Assert.Throws<NotShippableException>(() => RoundTrip.Of(row)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Table_OfAnOwnClass_IsRefusedWithTheCure() =>
        Assert.Contains("Merge", Assert.Throws<NotShippableException>(() => RoundTrip.Of(new Typed())).Message, StringComparison.Ordinal);

    [Fact]
    public void Value_ThatRefersToItsTable_IsTheSameTable()
    {
        DataTable table = new("t");
        table.Columns.Add("self", typeof(object));
        table.Rows.Add(new object[] { new object[] { table } });

        DataTable copy = RoundTrip.Of(table);

        Assert.Same(copy, ((object[])copy.Rows[0][0])[0]);
    }

    [Fact]
    public void Column_OfATypeThatNobodyDeclared_IsNoData()
    {
        DataTable table = new("t");
        table.Columns.Add("c", typeof(Own));
        table.Rows.Add(new Own("x"));

        Assert.Equal("x", ((Own)RoundTrip.Of(table).Rows[0][0]).Name);
        Assert.Throws<NotShippableException>(() => DataTrip.Of(table));
        Assert.Throws<InvalidDataException>(() => DataTrip.OfHostile<object>(table));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Cell_OfAnotherTypeThanItsColumn_IsRefused(bool asData)
    {
        DataTable table = new("t");
        table.Columns.Add("the number", typeof(int));
        table.Columns.Add("the text", typeof(string));
        table.Rows.Add(DBNull.Value, "5");
        PayloadWriter writer = new(CodeContext.Default);
        ItemCodec<object?>.Write(writer, [table], onRefused: null, "result");
        byte[] bytes = [.. writer.Finish().Bytes.Span];

        // The type of a column follows its name. So the text stands in a column of numbers, which would convert it.
        bytes[After("the text")] = bytes[After("the number")];

        PayloadReader reader = asData ? new DataReader(DataTrip.Context, bytes, []) : new CodeReader(RoundTrip.Context, bytes, []);
        InvalidDataException error = Assert.Throws<InvalidDataException>(
            () => ItemCodec<object?>.Read(reader, new object?[1], onFailed: null, "result"));
        Assert.Contains("a value is not of its column's type", error.Message, StringComparison.Ordinal);

        int After(string name) => bytes.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(name)) + name.Length;
    }

    [Fact]
    public void Cell_ThatIsNoKey_IsNoData()
    {
        DataTable table = new("t");
        table.Columns.Add("c", typeof(object));
        table.Rows.Add(new Own("x"));

        Assert.Equal("x", ((Own)RoundTrip.Of(table).Rows[0][0]).Name);
        NotShippableException refusal = Assert.Throws<NotShippableException>(() => DataTrip.Of(table));
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => DataTrip.OfHostile<object>(table));

        Assert.Contains(nameof(Own), refusal.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(Own), error.Message, StringComparison.Ordinal);
    }

    private static DataTable People()
    {
        DataTable table = new("people");
        DataColumn id = table.Columns.Add("id", typeof(int));
        id.AutoIncrement = true;
        id.AutoIncrementSeed = 1;
        table.Columns.Add("name", typeof(string));
        table.Columns.Add("amount", typeof(decimal));
        table.PrimaryKey = [id];
        table.Rows.Add(1, "one", 1m);
        table.Rows.Add(2, "two", DBNull.Value);
        table.Rows.Add(3, "three", 3m);
        table.Rows.Add(4, "four", 4m);
        table.AcceptChanges();
        return table;
    }

    private static DataSet Shop()
    {
        DataSet set = new("shop");
        DataTable people = People();
        DataTable orders = new("orders");
        orders.Columns.Add("number", typeof(int));
        orders.Columns.Add("person", typeof(int));
        orders.Columns.Add("price", typeof(decimal));
        set.Tables.Add(people);
        set.Tables.Add(orders);
        orders.Constraints.Add(new ForeignKeyConstraint("fk", people.Columns["id"]!, orders.Columns["person"]!) { DeleteRule = Rule.Cascade });
        set.Relations.Add("orders", people.Columns["id"]!, orders.Columns["person"]!);
        people.Columns.Add("total", typeof(decimal), "Sum(Child(orders).price)");
        orders.Rows.Add(1, 2, 1m);
        orders.Rows.Add(2, 2, 2m);
        set.AcceptChanges();
        return set;
    }

    private static string Show(DataTable table)
    {
        IEnumerable<string> rows = table.Rows.Cast<DataRow>().Select(row => $"{row.RowState} {row.RowError} {string.Join(";", row.GetColumnsInError().Select(c => c + row.GetColumnError(c)))} "
            + string.Join("|", new[] { DataRowVersion.Original, DataRowVersion.Current, DataRowVersion.Proposed }.Where(row.HasVersion).Select(version => string.Join(",", table.Columns.Cast<DataColumn>().Select(c => ShowValue(row[c, version]))))));
        IEnumerable<string> columns = table.Columns.Cast<DataColumn>().Select(static c =>
            $"{c.ColumnName} {c.DataType} {c.AllowDBNull} {c.AutoIncrement} {c.AutoIncrementSeed} {c.AutoIncrementStep} {c.Unique} {c.ReadOnly} {c.Expression} {c.MaxLength} {c.DefaultValue} {c.DateTimeMode} {c.ColumnMapping}");
        return string.Join("\n", columns.Concat(rows));
    }

    private static string ShowValue(object value) => value is byte[] bytes ? Convert.ToHexString(bytes) : $"{value.GetType().Name}:{Convert.ToString(value, CultureInfo.InvariantCulture)}";

    private static T Send<T>(T value, bool asData) => asData ? DataTrip.Of(value) : RoundTrip.Of(value);

    private sealed class Holder
    {
        public Holder? Other;
        public DataRow? Row;
        public DataView? View;
    }

    private sealed class Typed : DataTable;

    private sealed record Own(string Name);
}
