using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Pathos;

public sealed class RemoteLogEntryTests
{
    public static TheoryData<object?> SentAsTheyAre =>
    [
        null, "text", "", true, 'x', (sbyte)-1, (byte)2, (short)-3, (ushort)4, -5, 6u, -7L, 8ul, 1.5f, 2.5, 3.5m,
        new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc), new DateTimeOffset(2001, 2, 3, 4, 5, 6, TimeSpan.FromHours(2)), TimeSpan.FromSeconds(7),
        new DateOnly(2001, 2, 3), new TimeOnly(4, 5), new Guid("00112233-4455-6677-8899-aabbccddeeff"), DayOfWeek.Friday, Large.Most,
        new[] { 1, 2, 3 }, new[] { "a", null, "b" }, new[] { DayOfWeek.Friday, DayOfWeek.Monday }, Array.Empty<double>(), new object?[] { 1, "a", null, DayOfWeek.Monday },
    ];

    [Theory]
    [MemberData(nameof(SentAsTheyAre))]
    public void Value_OfAKnownKind_ArrivesAsItIs(object? value)
    {
        object? arrived = SentAndBack(value);

        Assert.Equal(value, arrived);
        Assert.Equal(value?.GetType(), arrived?.GetType());
        Assert.Equal((value as DateTime?)?.Kind, (arrived as DateTime?)?.Kind);
    }

    [Fact]
    public void Value_OfAnyOtherKind_ArrivesAsItsText()
    {
        Assert.Equal("http://a/", SentAndBack(new Uri("http://a")));
        Assert.Equal("(Thrower.ToString threw InvalidOperationException)", SentAndBack(new Thrower()));
    }

    [Fact]
    public void Entry_WithScopes_ArrivesWhole()
    {
        var entry = new RemoteLogEntry(
            LogLevel.Critical, new EventId(5, "five"), RemoteLogState.Of(ImmutableArray.Create(Pair("a", 1), Pair("{OriginalFormat}", "{a}")), "1"), [RemoteLogState.Of("outer", "outer"), RemoteLogState.Of(new[] { Pair("b", 2) }, "inner")]);

        RemoteLogEntry arrived = RemoteLogEntry.Read(entry.ToBytes());

        Assert.Equal((LogLevel.Critical, 5, "five", "1"), (arrived.Level, arrived.Event.Id, arrived.Event.Name, arrived.State.ToString()));
        Assert.Equal([Pair("a", 1), Pair("{OriginalFormat}", "{a}")], arrived.State);
        Assert.Equal(["outer", "inner"], arrived.Scopes.Select(static scope => scope.ToString()));
        Assert.Empty(arrived.Scopes[0]);
        Assert.Equal([Pair("b", 2)], arrived.Scopes[1]);
    }

    [Fact]
    public void Bytes_CutOffOrChanged_AreInvalidAndNothingElse()
    {
        byte[] whole = new RemoteLogEntry(
            LogLevel.Error, new EventId(1, "n"), RemoteLogState.Of(new[] { Pair("a", new[] { 1, 2 }), Pair("d", new DateTime(2001, 1, 1)), Pair("e", DayOfWeek.Friday), Pair("m", 3.5m) }, "t"), [RemoteLogState.Of("s", "s")]).ToBytes();
        var random = new Random(7);

        for (int round = 0; round < 3000; round++)
        {
            byte[] bytes = whole[..(round < whole.Length ? round : whole.Length)];
            if (round >= whole.Length)
            {
                bytes = [.. whole];
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            try
            {
                RemoteLogEntry.Read(bytes);
            }
            catch (InvalidDataException)
            {
                // That is what it is for.
            }
        }
    }

    private static object? SentAndBack(object? value) =>
        RemoteLogEntry.Read(new RemoteLogEntry(LogLevel.Information, default, RemoteLogState.Of(new[] { Pair("value", value) }, ""), []).ToBytes()).State[0].Value;

    private static KeyValuePair<string, object?> Pair(string key, object? value) => new(key, value);

    private enum Large : ulong
    {
        Most = ulong.MaxValue,
    }

    private sealed class Thrower
    {
        public override string ToString() => throw new InvalidOperationException("no");
    }
}
