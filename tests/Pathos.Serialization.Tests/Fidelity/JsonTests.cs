using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Pathos.Serialization.Tests;

/// <summary>JSON with options, places and parents.</summary>
public sealed class JsonTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Document_ParsedWithOptions_Arrives(bool asData)
    {
        using JsonDocument document = JsonDocument.Parse("[1, /* two */ 2,]", new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });

        Assert.Equal(2, Send(document, asData).RootElement.GetArrayLength());
        Assert.Equal(2, Send(document.RootElement, asData)[1].GetInt32());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Document_DeeperThanTheDefault_Arrives(bool asData)
    {
        string text = new string('[', 5000) + new string(']', 5000);
        using JsonDocument document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 5000 });

        Assert.Equal(text, Send(document, asData).RootElement.GetRawText());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Property_Always_KeepsItsNameAndText(bool asData)
    {
        using JsonDocument document = JsonDocument.Parse("{\"x\":0, \"n\\u0061me\" : [1]}");
        JsonProperty property = document.RootElement.EnumerateObject().Last();

        JsonProperty copy = Send(property, asData);

        Assert.Equal("name 1", $"{copy.Name} {copy.Value.GetArrayLength()}");
        Assert.True(copy.NameEquals("name"));
        Assert.Equal(property.ToString(), copy.ToString());
        Assert.Equal(JsonValueKind.Undefined, Send(default(JsonProperty), asData).Value.ValueKind);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Nodes_WithOptionsAndParents_StayAsTheyWere(bool asData)
    {
        JsonNode root = JsonNode.Parse("{\"A\":{\"B\":[1,\"x\",true,null,1.50]}}", new JsonNodeOptions { PropertyNameCaseInsensitive = true })!;
        JsonNode child = root["a"]!;

        JsonNode[] copy = Send<JsonNode[]>([child, root], asData);

        Assert.Same(copy[1], copy[0].Parent);
        Assert.Same(copy[1]["a"], copy[0]);
        Assert.Equal(root.ToJsonString(), copy[1].ToJsonString());
        Assert.Equal("$.A.B[1]", copy[0]["b"]![1]!.GetPath());
        Assert.True(copy[0].Options!.Value.PropertyNameCaseInsensitive);
        copy[0].AsObject()["C"] = 5;
        Assert.Equal(5, (int)copy[1]["a"]!["c"]!);
        Assert.Throws<InvalidOperationException>(() => new JsonArray { copy[0] });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Values_MadeFromClrValues_AnswerAsBefore(bool asData)
    {
        JsonArray array = new(JsonValue.Create(5), JsonValue.Create(2.5m), JsonValue.Create("t"), JsonValue.Create(new DateTime(2020, 1, 2, 0, 0, 0, DateTimeKind.Utc)), JsonValue.Create(Guid.Empty));

        JsonArray copy = Send(array, asData);

        Assert.Equal(array.ToJsonString(), copy.ToJsonString());
        Assert.False(copy[0]!.AsValue().TryGetValue(out long _));
        Assert.True(copy[0]!.AsValue().TryGetValue(out int _));
        Assert.Equal(2020, copy[3]!.GetValue<DateTime>().Year);
        Assert.Equal(array.Select(static node => node!.GetValueKind()), copy.Select(static node => node!.GetValueKind()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Value_OfAnObjectOfTheProgram_ArrivesAsItsJson(bool asData)
    {
        JsonObject node = new() { ["before"] = 1, ["mine"] = JsonValue.Create(new Mine(1)), ["after"] = 2 };

        JsonObject copy = Send(node, asData);

        Assert.Equal(node.ToJsonString(), copy.ToJsonString());
        Assert.Same(copy, copy["mine"]!.Parent);
        Assert.Equal("$.mine.Number", copy["mine"]!["Number"]!.GetPath());
    }

    [Fact]
    public void Enumerator_UnderWay_IsRefusedWithTheCure()
    {
        using JsonDocument document = JsonDocument.Parse("[1,2]");
        JsonElement.ArrayEnumerator items = document.RootElement.EnumerateArray();

        Assert.Contains("Capture the JsonElement", Assert.Throws<NotShippableException>(() => RoundTrip.Of(items)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_InUse_SerialiseAsBefore()
    {
        JsonSerializerOptions options = new(JsonSerializerDefaults.Web) { WriteIndented = false, IncludeFields = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, NumberHandling = JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString };
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase));
        string text = JsonSerializer.Serialize(new { Day = DayOfWeek.Monday, Number = 1 }, options);

        JsonSerializerOptions copy = RoundTrip.Of(options);

        Assert.True(copy.IsReadOnly);
        Assert.Equal(text, JsonSerializer.Serialize(new { Day = DayOfWeek.Monday, Number = 1 }, copy));
        Assert.Equal(7, JsonSerializer.Deserialize<Mine>("{\"NUMBER\":\"7\"}", copy)!.Number);
        Assert.Same(JsonSerializerOptions.Default, RoundTrip.Of(JsonSerializerOptions.Default));
        Assert.False(RoundTrip.Of(new JsonSerializerOptions()).IsReadOnly);
        Assert.Throws<NotShippableException>(() => DataTrip.Of(options));
    }

    private static T Send<T>(T value, bool asData) => asData ? DataTrip.Of(value) : RoundTrip.Of(value);

    private sealed record Mine(int Number);
}
