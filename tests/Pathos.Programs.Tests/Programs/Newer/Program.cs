using System.Collections.Immutable;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Pathos;

// processes | ssh CONFIG SPEC | tcp SPEC SECRET
using Pool pool = args switch
{
    ["ssh", var config, var spec] => Pool.Open(new RemotePoolOptions { Ssh = new SshOptions { ConfigFile = config } }, spec),
    ["tcp", var spec, var secret] => Pool.Connect(spec, PoolCredentials.FromSecret(secret)),
    _ => Pool.Processes(1),
};
var table = new Table(pool);

table.Row(
    JsonDocument.Parse("""{"a":1}""").RootElement.Clone(),
    static value => value.GetProperty("a").GetInt32() == 1,
    static () => JsonSerializer.Serialize(new { a = 1 }) == """{"a":1}""",
    static () => throw new JsonException("broken"));
table.Row(
    ImmutableList.Create(1, 2, 3),
    static value => value.SequenceEqual([1, 2, 3]),
    static () => ImmutableArray.Create(1, 2).Add(3).Length == 3,
    static () => throw new Holding<ImmutableArray<int>>([1]));
table.Row(
    new BoundedChannelOptions(7) { SingleReader = true },
    static value => value.Capacity == 7 && value.SingleReader,
    static () => Channel.CreateUnbounded<int>().Writer.TryWrite(1),
    static () => throw new ChannelClosedException("closed"));
table.Row(
    new FlushResult(isCanceled: true, isCompleted: false),
    static value => value.IsCanceled && !value.IsCompleted,
    static () => new Pipe().Writer.GetMemory(1).Length > 0,
    static () => throw new Holding<FlushResult>(default));
table.Row(
    new ActivityContext(ActivityTraceId.CreateFromString("0123456789abcdef0123456789abcdef"), ActivitySpanId.CreateFromString("0123456789abcdef"), ActivityTraceFlags.Recorded),
    static value => value.TraceId.ToHexString() == "0123456789abcdef0123456789abcdef" && value.TraceFlags == ActivityTraceFlags.Recorded,
    static () => new Activity("work").Start().Id is { Length: > 0 },
    static () => throw new Holding<ActivityTraceFlags>(ActivityTraceFlags.Recorded));
table.Row(
    new EventId(5, "five"),
    static value => value.Id == 5 && value.Name == "five",
    static () => !Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance.IsEnabled(LogLevel.Error),
    static () => throw new Holding<EventId>(new EventId(1)));
table.Row(
    new StringValues(["a", "b"]),
    static value => value.Count == 2 && value[1] == "b",
    static () => new StringSegment("abc", 1, 1).Value == "b",
    static () => throw new Holding<StringValues>("a"));
table.Row(
    new MemoryCacheOptions { SizeLimit = 9 },
    static value => value.SizeLimit == 9,
    static () => new MemoryCache(new MemoryCacheOptions()).Set("key", 3) == 3,
    static () => throw new Holding<CacheItemPriority>(CacheItemPriority.High));
table.Row(
    new HttpClientFactoryOptions { HandlerLifetime = TimeSpan.FromMinutes(3) },
    static value => value.HandlerLifetime == TimeSpan.FromMinutes(3),
    static () => new ServiceCollection().AddHttpClient().BuildServiceProvider().GetRequiredService<IHttpClientFactory>().CreateClient() is not null,
    static () => throw new Holding<Type>(typeof(IHttpClientFactory)),
    isData: false);
table.Row(
    ValidateOptionsResult.Fail("wrong"),
    static value => value.Failed && value.FailureMessage == "wrong",
    static () => Options.Create(new Uri("http://a")).Value.Host == "a",
    static () => throw new OptionsValidationException("name", typeof(string), ["wrong"]));
