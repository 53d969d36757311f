using System.Net.Http;
using System.Runtime.CompilerServices;

namespace Pathos.Serialization.Tests;

/// <summary>What users say of types of their own. Each test has types of its own: what is said holds for the process.</summary>
[Collection(PeerTests.Name)]
public sealed class RegisterTests(PeerProcess peer)
{
    [Fact]
    public void Register_ClassWhoseFieldsCannotTravel_TravelsAsItsUserSaid()
    {
        Closure.Register((Connection c) => (c.Address, c.Retries), static data => new Connection(data.Address) { Retries = data.Retries });
        Connection connection = new("db:1") { Retries = 3 };
        Connection[] twice = [connection, connection];
        Func<object?> function = () => $"{connection.Address} {connection.Retries} {connection.HasClient} {ReferenceEquals(twice[0], twice[1]) && ReferenceEquals(twice[0], connection)}";

        Assert.Equal("db:1 3 True True", Closure.Thaw<Func<object?>>(Closure.Freeze(function))());

        // The other process has never heard of the registration, and makes a value of its own, too.
        Assert.Equal("db:1 3 True True", peer.Run(function));
        Func<object?> makes = static () => new Connection("made there") { Retries = 1 };
        Connection made = Assert.IsType<Connection>(peer.Run(makes));
        Assert.Equal(("made there", 1, true), (made.Address, made.Retries, made.HasClient));
    }

    [Fact]
    public void Register_StructOfPlainMemory_IsNotCopiedAsMemory()
    {
        Closure.Register<Celsius, string>(static value => $"{value.Degrees}", static text => new Celsius(int.Parse(text, System.Globalization.CultureInfo.InvariantCulture), 1));
        Celsius[] many = [.. Enumerable.Range(0, 100).Select(static i => new Celsius(i, 0))];
        (Celsius Value, string Name) pair = (many[7], "seven");
        Celsius? maybe = many[8];
        object boxed = many[9];
        Func<string> function = () => string.Join(' ', many[5], pair.Value, maybe, boxed);

        Assert.Equal("5/1 7/1 8/1 9/1", Closure.Thaw<Func<string>>(Closure.Freeze(function))());
        Assert.Equal("5/1", RoundTrip.Items(many)[5].ToString());
        Assert.Equal("6/1", DataTrip.Of(many)[6].ToString());
    }

    [Fact]
    public void Register_AbstractClass_HoldsForTheClassesThatDeriveFromIt()
    {
        Closure.Register<Shelter>(static shelter => shelter.Kind, static kind => Shelter.Of((string)kind!));
        Shelter tent = Shelter.Of("tent");
        Func<string> function = () => tent.Kind + " " + tent.GetType().Name;

        Assert.Equal("tent Tent", Closure.Thaw<Func<string>>(Closure.Freeze(function))());
    }

    [Fact]
    public void Freeze_HeirOfARegisteredClass_IsRefusedUntilItIsRegisteredItself()
    {
        Closure.Register<Parent, int>(static parent => parent.Number, static number => new Parent { Number = number });
        Closure.Register<GoodHeir, int>(static heir => heir.Number, static number => new GoodHeir { Number = number });
        Parent good = new GoodHeir { Number = 2 };
        Parent bad = new BadHeir { Number = 3, Added = 4 };

        Assert.Equal("GoodHeir 2", Closure.Thaw<Func<string>>(Closure.Freeze(() => $"{good.GetType().Name} {good.Number}"))());
        NotShippableException refusal = Assert.Throws<NotShippableException>(() => Closure.Freeze(() => bad.Number));
        Assert.Equal("closure.bad", refusal.Path);
        Assert.Contains("Register it, too.", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Register_Twice_IsAnError()
    {
        Closure.Register<Once, int>(static _ => 1, static _ => new Once());

        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => Closure.Register<Once, int>(static _ => 2, static _ => new Once()));

        Assert.Contains("registered already", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Register_AfterAValueHasTravelled_IsAnError()
    {
        Late late = new LateHeir();
        Closure.Freeze(() => late);

        Assert.Throws<InvalidOperationException>(() => Closure.Register<LateHeir, int>(static _ => 1, static _ => new LateHeir()));
        Assert.Throws<InvalidOperationException>(() => Closure.Register<Late, int>(static _ => 1, static _ => new LateHeir()));
    }

    [Fact]
    public void Register_TypesWithAMeaning_AreRefused()
    {
        static void Refused<T>()
            where T : notnull => Assert.Throws<ArgumentException>(() => Closure.Register<T>(static value => value, static value => (T)value!));

        Refused<int>();
        Refused<string>();
        Refused<int[]>();
        Refused<Connection[]>();
        Refused<List<Connection>>();
        Refused<HttpClient>();
        Refused<Dictionary<int, int>>();
        Refused<Action>();
        Refused<IOrdinary>();
        Refused<OrdinaryEnum>();
        Refused<OrdinaryException>();
        Refused<ClosureReport>();
        Refused<object>();
    }

    [Fact]
    public void Register_FunctionThatCannotTravel_IsRefusedAtOnce()
    {
        HttpClient client = new();

        NotShippableException refusal = Assert.Throws<NotShippableException>(() => Closure.Register<Unregistered, string>(_ => client.ToString()!, static _ => new Unregistered()));

        Assert.Equal("registration._write.client", refusal.Path);
        Assert.Equal(TravelRule.Fields, Closure.Explain(Captures(new Unregistered())).Entries.Single(static e => e.Path == "closure.value").Rule);
    }

    [Fact]
    public void Data_RegisteredType_IsReadOnlyWhereItIsDeclared()
    {
        Closure.Register<Declared, (int Number, Part Part)>(static value => (value.Number, new Part()), static data => new Declared { Number = data.Number });

        Assert.Equal(5, DataTrip.Of(new Declared { Number = 5 }).Number);
        Assert.Equal(6, DataTrip.Of(new Holder { Value = new Declared { Number = 6 } }).Value!.Number);
        Assert.Contains("function registered", Assert.Throws<NotShippableException>(() => DataTrip.Of<object>(new Declared())).Message, StringComparison.Ordinal);
        Assert.Contains("function registered", Assert.Throws<InvalidDataException>(() => DataTrip.OfHostile<object>(new Declared())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Freeze_RegisteredFunctionsThatThrow_FailWithWhatTheyThrewAndThePath()
    {
        Closure.Register<Throwing, bool>(static value => value.WhenWritten ? throw new OrdinaryException("written") : true, static _ => throw new OrdinaryException("read"));
        Throwing written = new() { WhenWritten = true };
        Throwing read = new();

        OrdinaryException whileWriting = Assert.Throws<OrdinaryException>(() => Closure.Freeze(() => written.WhenWritten));
        byte[] frozen = Closure.Freeze(() => read.WhenWritten);
        OrdinaryException whileReading = Assert.Throws<OrdinaryException>(() => Closure.Thaw<Func<bool>>(frozen));

        Assert.Equal(("written", "closure.written"), (whileWriting.Message, ForeignCode.PathOf(whileWriting)));
        Assert.Equal(("read", "closure.read"), (whileReading.Message, ForeignCode.PathOf(whileReading)));
    }

    [Fact]
    public void Freeze_RegisteredTypeThatLeadsBackToItself_IsRefused()
    {
        Closure.Register<Cyclic, Cyclic[]>(static value => [value], static _ => new Cyclic());

        Cyclic value = new();

        Assert.Contains("contains itself", Assert.Throws<NotShippableException>(() => Closure.Freeze(() => value)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_EachType_NamesTheRuleThatTookIt()
    {
        Closure.Register<Explained, string>(static value => value.Name, static name => new Explained(name));
        Explained registered = new("r");
        Dictionary<string, int> builtIn = [];
        Unregistered fields = new();
        int[] elements = [1];
        int memory = 1;
        CancellationToken token = CancellationToken.None;
        HttpClient refused = new();
        Serialized serialized = new();
        Func<object?> inner = static () => null;
        Func<object?> function = () => new object?[] { registered, builtIn, fields, elements, memory, token, refused, serialized, inner };

        ClosureReport report = Closure.Explain(function, new ValuesOfOne());
        Dictionary<string, TravelRule> rules = report.Entries.ToDictionary(static e => e.Path, static e => e.Rule, StringComparer.Ordinal);

        Assert.Equal(TravelRule.Code, rules["closure"]);
        Assert.Equal(TravelRule.Registered, rules["closure.registered"]);
        Assert.Equal(TravelRule.BuiltIn, rules["closure.builtIn"]);
        Assert.Equal(TravelRule.Fields, rules["closure.fields"]);
        Assert.Equal(TravelRule.Elements, rules["closure.elements"]);
        Assert.Equal(TravelRule.Memory, rules["closure.memory"]);
        Assert.Equal(TravelRule.CarriedByPool, rules["closure.token"]);
        Assert.Equal(TravelRule.Refused, rules["closure.refused"]);
        Assert.Equal(TravelRule.ValueSerializer, rules["closure.serialized"]);
        Assert.Equal(TravelRule.Code, rules["closure.inner"]);
        Assert.Contains("Explained, registered", report.ToString(), StringComparison.Ordinal);
        Assert.Contains("Serialized, by the value serializer", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_BuiltInRules_SayWhatTheyTake()
    {
        Dictionary<string, int> entries = [];
        TimeZoneInfo zone = TimeZoneInfo.Utc;
        TimeZoneInfo own = TimeZoneInfo.CreateCustomTimeZone("own", TimeSpan.FromHours(1), "own", "own");
        ClosureReport report = Closure.Explain(() => (entries, zone, own));
        Dictionary<string, string> rules = report.Entries.ToDictionary(static e => e.Path, static e => e.RuleName, StringComparer.Ordinal);

        Assert.Equal("dictionary: comparer and entries", rules["closure.entries"]);
        Assert.Equal("time zone: its id and rules", rules["closure.own"]);
        Assert.Contains(", dictionary: comparer and entries", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void RuleName_OfEachBuiltInRule_IsItsOwn()
    {
        string unnamed = ((Reducer)RuntimeHelpers.GetUninitializedObject(typeof(RegisteredReducer))).RuleName;
        Type[] rules = [.. typeof(Reducer).Assembly.GetTypes().Where(static type =>
            type.IsSubclassOf(typeof(Reducer)) && !type.IsAbstract && type != typeof(RegisteredReducer) && type != typeof(CarriedByPools))];

        Assert.True(rules.Length > 60);
        Assert.All(rules, rule =>
        {
            Type closed = rule.IsGenericTypeDefinition
                ? rule.MakeGenericType([.. rule.GetGenericArguments().Select(static _ => typeof(object))])
                : rule;
            Assert.NotEqual(unnamed, ((Reducer)RuntimeHelpers.GetUninitializedObject(closed)).RuleName);
        });
    }

    private static Func<object?> Captures<T>(T value) => () => value;

    private interface IOrdinary;

    private enum OrdinaryEnum
    {
        None,
    }

    private readonly struct Celsius(int degrees, int reads)
    {
        public readonly int Degrees = degrees;
        public readonly int Reads = reads;

        public override string ToString() => $"{Degrees}/{Reads}";
    }

    private sealed class Connection(string address)
    {
        private readonly HttpClient? _client = new();

        public string Address { get; } = address;

        public int Retries { get; set; }

        public bool HasClient => _client is not null;
    }

    private abstract class Shelter
    {
        public abstract string Kind { get; }

        public static Shelter Of(string kind) => kind == "tent" ? new Tent() : throw new ArgumentOutOfRangeException(nameof(kind));
    }

    private sealed class Tent : Shelter
    {
        private readonly HttpClient _client = new();

        public override string Kind => _client is null ? "" : "tent";
    }

    private class Parent
    {
        public int Number { get; set; }
    }

    private sealed class GoodHeir : Parent;

    private sealed class BadHeir : Parent
    {
        public int Added { get; set; }
    }

    private sealed class Once;

    private class Late;

    private sealed class LateHeir : Late;

    private sealed class Unregistered;

    private sealed class Declared
    {
        public int Number { get; set; }
    }

    // What its own code does while it is read is allowed, because the data of a declared type are declared, too.
    private sealed class Part
    {
        static Part() => GC.KeepAlive(nameof(Part));
    }

    private sealed class Holder
    {
        public Declared? Value { get; set; }
    }

    private sealed class Throwing
    {
        public bool WhenWritten { get; set; }
    }

    private sealed class Cyclic;

    private sealed class Explained(string name)
    {
        public string Name { get; } = name;
    }

    private sealed class Serialized;

    private sealed class OrdinaryException(string message) : Exception(message);

    private sealed class ValuesOfOne : IValueSerializer
    {
        public bool CanSerialize(Type type) => type == typeof(Serialized);

        public void Serialize(System.Buffers.IBufferWriter<byte> output, object value, Type type)
        {
        }

        public object Deserialize(ReadOnlyMemory<byte> data, Type type) => new Serialized();
    }
}
