using System.Globalization;
using System.Numerics;

namespace Pathos.Serialization.Tests;

/// <summary>Kinds of delegates.</summary>
internal static class DelegateShapes
{
    private static Shape Of(string name, string expected, Func<Func<object?>> make) => new(name, expected, make);

    public static IEnumerable<Shape> All()
    {
        yield return Of("non-capturing lambda", "42", () => () => 42);
        yield return Of("static lambda", "7", () => static () => 7);
        yield return Of("lambda capturing a local", "5", () =>
        {
            int k = 5;
            return () => k;
        });
        yield return Of("static method group", "static", () => StaticMethod);
        yield return Of("instance method group", "held 3", () => new Holder(3).Describe);
        yield return Of("method group of a struct", "point 1 2", () => new Point(1, 2).Describe);
        yield return Of("virtual method group", "derived", () => ((Animal)new Dog()).Speak);
        yield return Of("base method group", "animal", () => new Dog().BaseSpeak);
        yield return Of("explicit interface method", "explicit", () => ((IExplicit)new Explicit()).Get);
        yield return Of("extension method over a reference", "text!", () => "text".Shout);
        yield return Of("framework method group", "abc", () => "ABC".ToLowerInvariant);
        yield return Of("extension method over a boxed value", "0", () => ((object)Array.Empty<int>().Length).Boxed);
        yield return Of("generic method, value argument", "Int32", () => NameOf<int>);
        yield return Of("generic method, reference argument", "String", () => NameOf<string>);
        yield return Of("lambda in a generic method, value argument", "Double 2.5", () => InGenericMethod(2.5));
        yield return Of("lambda in a generic method, reference argument", "String s", () => InGenericMethod("s"));
        yield return Of("non-capturing lambda in a generic method", "Int64", () => EmptyInGenericMethod<long>());
        yield return Of("lambda in a generic class, value argument", "1,Int32", () => new Box<int>(1).Lambda());
        yield return Of("lambda in a generic class, reference argument", "a,String", () => new Box<string>("a").Lambda());
        yield return Of("nested generic class and method", "Int32 String", () => Box<int>.Inner<string>.Both);
        yield return Of("static local function", "8", () =>
        {
            static object? Local() => 8;
            return Local;
        });
        yield return Of("capturing local function", "9", () =>
        {
            int k = 9;
            object? Local() => k;
            return Local;
        });
        yield return Of("recursive local function", "120", () =>
        {
            int Factorial(int n) => n < 2 ? 1 : n * Factorial(n - 1);
            return () => Factorial(5);
        });
        yield return Of("mutually recursive local functions with a capture", "True", () =>
        {
            int start = 10;
            bool Even(int n) => n == 0 || Odd(n - 1);
            bool Odd(int n) => n != 0 && Even(n - 1);
            return () => Even(start);
        });
        yield return Of("multicast, last one wins", "2", () =>
        {
            List<int> calls = [];
            Func<object?> both = () => { calls.Add(1); return calls.Count; };
            both += () => { calls.Add(2); return calls.Count; };
            return both;
        });
        yield return Of("delegate in a capture", "12", () =>
        {
            Func<int, int> twice = x => x * 2;
            return () => twice(6);
        });
        yield return Of("open instance delegate in a capture", "HI", () =>
        {
            Func<string, string> upper = (Func<string, string>)Delegate.CreateDelegate(typeof(Func<string, string>), typeof(string).GetMethod(nameof(string.ToUpperInvariant))!);
            return () => upper("hi");
        });
        yield return Of("delegate closed over null", "null seen", () =>
            (Func<object?>)Delegate.CreateDelegate(typeof(Func<object?>), null, typeof(DelegateShapes).GetMethod(nameof(NullSeen), System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic)!));
        yield return Of("custom delegate type", "3", () =>
        {
            Adder add = static (a, b) => a + b;
            return () => add(1, 2);
        });
        yield return Of("static abstract implementation", "10", () => SumOf<int>);
        yield return Of("generic math over a capture", "6", () =>
        {
            int[] items = [1, 2, 3];
            return () => Sum(items);
        });
        yield return Of("composed delegates", "9", () => Compose(Compose<int, int, int>(x => x + 1, x => x * x), x => (object?)x).Apply(2));
        yield return new Shape("async lambda", "15", () =>
        {
            int k = 5;
            return new Func<Task<object?>>(async () =>
            {
                await Task.Yield();
                return k * 3;
            });
        });
        yield return new Shape("async lambda awaiting a captured async lambda", "20", () =>
        {
            int k = 10;
            Func<Task<int>> inner = async () =>
            {
                await Task.Yield();
                return k;
            };
            return new Func<Task<object?>>(async () => await inner() + await inner());
        });
        yield return new Shape("async method group", "async", () => new Func<Task<object?>>(AsyncMethod));
        yield return new Shape("async local function with this", "holder 4", () => new Holder(4).Asynchronous());
        yield return Of("closed over a boxed enum", "Monday", () => ((object)DayOfWeek.Monday).Boxed);
        yield return Of("struct with a mutable field stays a copy", "1", () => new Counter().Next);
    }

    private delegate int Adder(int a, int b);

    private interface IExplicit
    {
        object? Get();
    }

    private static object? StaticMethod() => "static";

    private static object? NullSeen(string? text) => text is null ? "null seen" : "not null";

    private static object? NameOf<T>() => typeof(T).Name;

    private static Func<object?> InGenericMethod<T>(T value) => () => string.Create(CultureInfo.InvariantCulture, $"{typeof(T).Name} {value}");

    private static Func<object?> EmptyInGenericMethod<T>() => () => typeof(T).Name;

    private static object? SumOf<T>()
        where T : INumber<T> => Enumerable.Range(1, 4).Select(T.CreateChecked).Aggregate(T.Zero, static (a, b) => a + b);

    private static T Sum<T>(T[] items)
        where T : INumber<T> => items.Aggregate(T.AdditiveIdentity, static (a, b) => a + b);

    private static Func<TA, TC> Compose<TA, TB, TC>(Func<TA, TB> first, Func<TB, TC> second) => x => second(first(x));

    private static Func<object?> Apply<T>(this Func<T, object?> function, T argument) => () => function(argument);

    private static async Task<object?> AsyncMethod()
    {
        await Task.Yield();
        return "async";
    }

    private static object? Shout(this string text) => text + "!";

    private static object? Boxed(this object value) => value;

    private readonly record struct Point(int X, int Y)
    {
        public object? Describe() => $"point {X} {Y}";
    }

    private struct Counter
    {
        private int _count;

        public object? Next() => ++_count;
    }

    private sealed class Holder(int value)
    {
        public object? Describe() => $"held {value}";

        public Func<Task<object?>> Asynchronous()
        {
            async Task<object?> Local()
            {
                await Task.Yield();
                return $"holder {value}";
            }

            return Local;
        }
    }

    private class Animal
    {
        public virtual object? Speak() => "animal";
    }

    private sealed class Dog : Animal
    {
        public override object? Speak() => "derived";

        public Func<object?> BaseSpeak => base.Speak;
    }

    private sealed class Explicit : IExplicit
    {
        object? IExplicit.Get() => "explicit";
    }

    private sealed class Box<T>(T value)
    {
        public Func<object?> Lambda() => () => $"{value},{typeof(T).Name}";

        public static class Inner<TOther>
        {
            public static object? Both() => $"{typeof(T).Name} {typeof(TOther).Name}";
        }
    }
}
