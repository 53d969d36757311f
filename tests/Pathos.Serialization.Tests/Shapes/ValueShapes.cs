using System.Numerics;
using System.Text;

namespace Pathos.Serialization.Tests;

/// <summary>Values, records, structs, cycles.</summary>
internal static class ValueShapes
{
    private static Shape Of<T>(string name, string expected, Func<T> make, Func<T, object?>? use = null) => Shape.OfValue(name, expected, make, use);

    public static IEnumerable<Shape> All()
    {
        yield return Of("bool", "True", () => true);
        yield return Of("char", "x", () => 'x');
        yield return Of("long", "-9223372036854775808", () => long.MinValue);
        yield return Of("double", "0.1", () => 0.1);
        yield return Of("half", "1.5", () => (Half)1.5);
        yield return Of("decimal", "1.10", () => 1.10m);
        yield return Of("128-bit integer", "170141183460469231731687303715884105727", () => Int128.MaxValue);
        yield return Of("big integer", "1267650600228229401496703205376", () => BigInteger.Pow(2, 100));
        yield return Of("complex", "<1; 2>", () => new Complex(1, 2));
        yield return Of("guid", "01020304-0506-0708-090a-0b0c0d0e0f10", () => new Guid("01020304-0506-0708-090a-0b0c0d0e0f10"));
        yield return Of("date and time, with kind", "Utc", () => new DateTime(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc), static x => x.Kind);
        yield return Of("date with offset", "02:00:00", () => new DateTimeOffset(2020, 1, 2, 3, 4, 5, TimeSpan.FromHours(2)), static x => x.Offset.ToString());
        yield return Of("date only", "2020-02-29", () => new DateOnly(2020, 2, 29), static x => x.ToString("O"));
        yield return Of("time span", "01:02:03", () => new TimeSpan(1, 2, 3), static x => x.ToString());
        yield return Of("index and range", "2,3", () => 1..^1, static x => new[] { 1, 2, 3, 4 }[x]);
        yield return Of("rune", "128512", () => new Rune(0x1F600), static x => x.Value);
        yield return Of("enum", "Friday", () => DayOfWeek.Friday);
        yield return Of("enum of bytes, boxed", "Small.Two", () => (object)Small.Two, static x => $"{x.GetType().Name}.{x}");
        yield return Of("nullable with a value", "3", () => (int?)3);
        yield return Of("nullable without", "null", () => (int?)null);
        yield return Of("nullable struct with a reference", "a", () => (Named?)new Named("a", 1), static x => x!.Value.Name);
        yield return Of("empty nullable struct with a reference", "False", () => (Named?)null, static x => x.HasValue);
        yield return Of("text with a lone surrogate", "True", () => "a\uD800b", static x => x == "a\uD800b");
        yield return Of("text beyond ASCII", "日本語 ünï 😀", () => "日本語 ünï 😀");
        yield return Of("long text", "100000", () => new string('é', 100_000), static x => x.Length);
        yield return Of("empty text", "0", () => "", static x => x.Length);
        yield return Of("text shared", "True", () => { string s = new('s', 50); return (s, s); }, static x => ReferenceEquals(x.Item1, x.Item2));
        yield return Of("boxed value", "5", () => (object)5);
        yield return Of("version", "1.2.3", () => new Version(1, 2, 3));
        yield return Of("record", "Person { Name = Ann, Age = 30 }", () => new Person("Ann", 30));
        yield return Of("record equality", "True", () => new Person("Ann", 30), static x => x == new Person("Ann", 30));
        yield return Of("record with inheritance", "Student { Name = Bob, Age = 20, School = X }", () => (Person)new Student("Bob", 20, "X"));
        yield return Of("record struct", "Named { Name = n, Number = 2 }", () => new Named("n", 2));
        yield return Of("generic struct of references", "a b", () => new Duo<string>("a", "b"), static x => $"{x.A} {x.B}");
        yield return Of("big tuple", "1,2,3,4,5,6,7,8,9", () => (1, 2, 3, 4, 5, 6, 7, 8, "9"), static x => x.ToString().Trim('(', ')').Replace(" ", "", StringComparison.Ordinal));
        yield return Of("reference tuple", "(1, a)", () => Tuple.Create(1, "a"));
        yield return Of("same-named private fields in base and derived", "base derived", () => new Derived(), static x => x.Both);
        yield return Of("read-only fields", "7", () => new Frozen(7), static x => x.Value);
        yield return Of("cycle of two", "True", () => { Node a = new("a"); Node b = new("b") { Next = a }; a.Next = b; return a; }, static x => ReferenceEquals(x, x.Next!.Next));
        yield return Of("object that holds itself", "True", () => { Node a = new("a"); a.Next = a; return a; }, static x => ReferenceEquals(x, x.Next));
        yield return Of("array that holds itself", "True", () => { object[] a = new object[1]; a[0] = a; return a; }, static x => ReferenceEquals(x, x[0]));
        yield return Of("shared reference", "True", () => { Node shared = new("s"); return (new Node("a") { Next = shared }, new Node("b") { Next = shared }); }, static x => ReferenceEquals(x.Item1.Next, x.Item2.Next));
        yield return Of("list of a hundred thousand nodes", "100000", () => Node.Chain(100_000), static x => x.Count());
        yield return Of("no constructor runs", "0", () => new Counted(), static x => x.Constructed - 1);
        yield return Of("object of no fields", "System.Object", () => new object());
        yield return Of("struct by interface", "9", () => (IHasValue)new Valued(9), static x => x.Value);
    }

    private enum Small : byte
    {
        One = 1,
        Two = 2,
    }

    private interface IHasValue
    {
        int Value { get; }
    }

    private record Person(string Name, int Age);

    private sealed record Student(string Name, int Age, string School) : Person(Name, Age);

    private readonly record struct Named(string Name, int Number);

    private readonly record struct Duo<T>(T A, T B);

    private readonly record struct Valued(int Value) : IHasValue;

    private class Base
    {
        private readonly string _name = "base";

        public string BaseName => _name;
    }

    private sealed class Derived : Base
    {
        private readonly string _name = "derived";

        public string Both => BaseName + " " + _name;
    }

    private sealed class Frozen(int value)
    {
        public readonly int Value = value;
    }

    private sealed class Counted
    {
        private static int s_constructed;

        public Counted() => Constructed = ++s_constructed > 0 ? 1 : 0;

        public int Constructed { get; }
    }

    private sealed class Node(string name)
    {
        public string Name { get; } = name;

        public Node? Next { get; set; }

        public static Node Chain(int length)
        {
            Node head = new("end");
            for (int i = 1; i < length; i++)
            {
                head = new Node("n") { Next = head };
            }

            return head;
        }

        public int Count()
        {
            int count = 0;
            for (Node? at = this; at is not null; at = at.Next)
            {
                count++;
            }

            return count;
        }
    }
}
