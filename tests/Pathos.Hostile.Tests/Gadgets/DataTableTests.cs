using System.Data;
using System.Net;
using System.Net.Sockets;
using Pathos.Serialization;

namespace Pathos.Hostile.Tests;

/// <summary>The XML of data tables names types, and could name files: neither is looked for.</summary>
public sealed class DataTableTests
{
    private const string Prologue = """
        <T><xs:schema id="T" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:msdata="urn:schemas-microsoft-com:xml-msdata">
        """;

    private const string Epilogue = "</xs:schema></T>";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Column_NamesATypeOfAnAssemblyThatIsNotLoaded_NobodyLooksForIt(bool isSet)
    {
        List<string> wanted = [];
        AppDomain.CurrentDomain.AssemblyResolve += Note;
        using var trap = new Trap();
        using var planted = new PlantedAssembly(AppContext.BaseDirectory, "Uploaded.Plugin");

        foreach (string attribute in new[] { "msdata:DataType=\"PlantedColour, Uploaded.Plugin\"", "msdata:DataType=\"Planted, Uploaded.Plugin, Version=0.0.0.0\"" })
        {
            Exception? error = Read(isSet, Schema($"""<xs:element name="a" {attribute} type="xs:anyType" minOccurs="0"/>"""));
            Assert.True(error is InvalidDataException, error?.ToString() ?? "It arrived.");
        }

        AppDomain.CurrentDomain.AssemblyResolve -= Note;
        Assert.DoesNotContain(wanted, static name => name.Contains("Uploaded", StringComparison.Ordinal));
        Assert.False(planted.IsLoaded);
        trap.AssertUntouched();

        System.Reflection.Assembly? Note(object? sender, ResolveEventArgs args)
        {
            wanted.Add(args.Name);
            return null;
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Value_NamesATypeOfTheProgram_IsNotMade(bool isSet)
    {
        using var trap = new Trap();
        string type = typeof(CalledBack).AssemblyQualifiedName!;

        Exception? error = Read(isSet, Schema(
            """<xs:element name="a" type="xs:anyType" minOccurs="0"/>""",
            $"""<Table><a msdata:InstanceType="{type}" xmlns:msdata="urn:schemas-microsoft-com:xml-msdata"><Name>x</Name></a></Table>"""));

        Assert.True(error is InvalidDataException or null, error?.ToString());
        trap.AssertUntouched();
    }

    [Theory]
    [InlineData("include", true)]
    [InlineData("import", true)]
    [InlineData("redefine", true)]
    [InlineData("include", false)]
    [InlineData("import", false)]
    [InlineData("redefine", false)]
    public void Schema_NamesAnotherPlace_NobodyGoesThere(string how, bool isSet)
    {
        using var trap = new Trap();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        string file = Path.Combine(Path.GetTempPath(), $"pathos-hostile-{Guid.NewGuid():N}.xsd");

        foreach (string place in new[] { $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/x.xsd", file })
        {
            _ = Read(isSet, Prologue + $"""<xs:{how} schemaLocation="{place}"/>""" + Epilogue);
        }

        Assert.False(listener.Pending());
        trap.AssertUntouched();
    }

    [Theory]
    [InlineData("<!DOCTYPE T [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]><T>&b;</T>")]
    [InlineData("<!DOCTYPE T SYSTEM \"file:///etc/passwd\"><T/>")]
    [InlineData("<!DOCTYPE T [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><T>&a;</T>")]
    [InlineData("no XML")]
    public void Text_IsNotOnlyElements_IsRefused(string text)
    {
        using var trap = new Trap();

        Assert.IsType<InvalidDataException>(Read(isSet: true, text));
        Assert.IsType<InvalidDataException>(Read(isSet: false, text));

        trap.AssertUntouched();
    }

    private static string Schema(string column, string rows = "") => Prologue + $"""
        <xs:element name="T" msdata:IsDataSet="true" msdata:MainDataTable="Table"><xs:complexType><xs:choice minOccurs="0" maxOccurs="unbounded">
        <xs:element name="Table"><xs:complexType><xs:sequence>{column}</xs:sequence></xs:complexType></xs:element>
        </xs:choice></xs:complexType></xs:element></xs:schema>{rows}</T>
        """;

    private static Exception? Read(bool isSet, string text)
    {
        Payload payload = ByHand.Item(writer =>
        {
            writer.New(isSet ? typeof(DataSet) : typeof(DataTable));
            if (!isSet)
            {
                writer.WriteString("Table");
            }

            writer.WriteString(text);
        });
        return Record.Exception(() => ItemCodec<object>.Read(GadgetTests.Open(payload), new object[1], onFailed: null));
    }
}
