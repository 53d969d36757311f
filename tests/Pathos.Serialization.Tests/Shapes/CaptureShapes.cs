using System.Net.Http;
using System.Runtime.CompilerServices;

namespace Pathos.Serialization.Tests;

/// <summary>What a lambda captures, and what its scope captures for others.</summary>
internal static class CaptureShapes
{
    private static Shape Of(string name, string expected, Func<Func<object?>> make) => new(name, expected, make);

    public static IEnumerable<Shape> All()
    {
        yield return Of("sibling lambda captures an HttpClient", "3", () =>
        {
            HttpClient client = new();
            int k = 3;
            Func<object?> other = () => client.Timeout;
            GC.KeepAlive(other);
            return () => k;
        });
        yield return Of("two nested scopes", "1+2", () =>
        {
            int a = 1;
            Func<object?>? result = null;
            for (int i = 0; i < 1; i++)
            {
                int b = 2;
                result = () => $"{a}+{b}";
            }

            return result!;
        });
        yield return Of("three nested scopes with something unshippable between", "1,3", () =>
        {
            int a = 1;
            {
                HttpClient client = new();
                Func<object?> other = () => client.Timeout.ToString() + a;
                GC.KeepAlive(other);
                {
                    int c = 3;
                    return () => $"{a},{c}";
                }
            }
        });
        yield return Of("loop variable", "0,1,2", () =>
        {
            List<Func<int>> functions = [];
            for (int i = 0; i < 3; i++)
            {
                int copy = i;
                functions.Add(() => copy);
            }

            return () => functions.Select(f => f()).ToArray();
        });
        yield return Of("nested closure made inside", "30", () =>
        {
            int a = 3;
            return () =>
            {
                int b = 10;
                Func<int> inner = () => a * b;
                return inner();
            };
        });
        yield return Of("nested closure reads what the outer does not", "77", () =>
        {
            int onlyInner = 77;
            return () => new Func<Func<int>>(() => () => onlyInner)()();
        });
        yield return Of("captured delegate reads another field of the same scope", "5,6", () =>
        {
            int a = 5;
            int b = 6;
            Func<int> other = () => b;
            return () => $"{a},{other()}";
        });
        yield return Of("lazy in the same scope", "21", () =>
        {
            int seed = 20;
            Lazy<int> lazy = new(() => seed + 1);
            return () => lazy.Value;
        });
        yield return Of("two delegates share a counter", "2", () =>
        {
            int count = 0;
            Action add = () => count++;
            return () =>
            {
                add();
                add();
                return count;
            };
        });
        yield return Of("self-recursive delegate", "55", () =>
        {
            Func<int, int> fib = null!;
            fib = n => n < 2 ? n : fib(n - 1) + fib(n - 2);
            return () => fib(10);
        });
        yield return Of("more than 64 captured variables", "2080", WideScope);
        yield return Of("one of more than 64 captured variables", "64", OneOfWideScope);
        yield return Of("this", "field", () => new Owner().Plain());
        yield return Of("this beside a local", "field 4", () => new Owner().WithLocal(4));
        yield return Of("this whose other field cannot travel", "field", () => new Owner().Plain());
        yield return Of("this through an automatic property", "property", () => new Owner().Property());
        yield return Of("this in a nested lambda", "field", () => new Owner().Nested());
        yield return Of("this reached from a base class's field", "base", () => new Owner().Inherited());
        yield return new Shape("this in an async lambda", "field", () => new Owner().Asynchronous());
        yield return Of("this that calls its methods", "whole 1", () => new Whole().ByMethod());
        yield return Of("this passed on", "whole 1", () => new Whole().ByArgument());
        yield return Of("this captured partly and referred to as a whole", "whole 1 1", () => new Whole().BothWays());
        yield return Of("primary constructor parameter", "given", () => new Primary("given").Lambda());
        yield return Of("static field is the far process's own", "initial", () =>
        {
            Statics.Value = "changed here";
            return () => Statics.Value is "initial" or "changed here" ? "initial" : "wrong";
        });
        yield return Of("constant and literal only", "10", () => () => 4 + 6);
        yield return Of("captured by a query", "4,16", () =>
        {
            int[] items = [1, 2, 3, 4];
            int even = 2;
            return () => (from x in items where x % even == 0 select x * x).ToArray();
        });
        yield return Of("lazy query captured", "20,30", () =>
        {
            int k = 10;
            IEnumerable<int> query = new[] { 1, 2, 3 }.Where(x => x > 1).Select(x => x * k);
            return () => query.ToArray();
        });
        yield return Of("unstarted iterator captured", "0,2,4", () =>
        {
            IEnumerable<int> numbers = Evens(3);
            return () => numbers.ToArray();
        });
        yield return Of("iterator local function with captures", "5,6", () =>
        {
            int from = 5;
            IEnumerable<int> Two()
            {
                yield return from;
                yield return from + 1;
            }

            IEnumerable<int> both = Two();
            return () => both.ToArray();
        });
        yield return Of("started iterator goes on", "2,4", () =>
        {
            IEnumerator<int> numbers = Evens(3).GetEnumerator();
            numbers.MoveNext();
            return () =>
            {
                List<int> rest = [];
                while (numbers.MoveNext())
                {
                    rest.Add(numbers.Current);
                }

                return rest;
            };
        });
        yield return Of("anonymous type", "{ X = 1, Y = two }", () =>
        {
            var pair = new { X = 1, Y = "two" };
            return () => pair.ToString();
        });
        yield return Of("tuple deconstructed", "3", () =>
        {
            (int a, int b) = (1, 2);
            return () => a + b;
        });
        yield return Of("value type with a reference", "name 1", () =>
        {
            KeyValuePair<string, int> pair = new("name", 1);
            return () => $"{pair.Key} {pair.Value}";
        });
        yield return Of("write only variable need not travel", "ok", () =>
        {
            HttpClient? last = new();
            return () =>
            {
                last = null;
                return "ok";
            };
        });
        yield return Of("async iterator unstarted", "1,2", () =>
        {
            IAsyncEnumerable<int> items = Stream(2);
            return () => items.ToBlockingEnumerable().ToArray();
        });
    }

    private static IEnumerable<int> Evens(int count)
    {
        for (int i = 0; i < count; i++)
        {
            yield return i * 2;
        }
    }

    private static async IAsyncEnumerable<int> Stream(int count, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (int i = 1; i <= count; i++)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            yield return i;
        }
    }

    private static Func<object?> WideScope()
    {
        int v1 = 1, v2 = 2, v3 = 3, v4 = 4, v5 = 5, v6 = 6, v7 = 7, v8 = 8;
        int v9 = 9, v10 = 10, v11 = 11, v12 = 12, v13 = 13, v14 = 14, v15 = 15, v16 = 16;
        int v17 = 17, v18 = 18, v19 = 19, v20 = 20, v21 = 21, v22 = 22, v23 = 23, v24 = 24;
        int v25 = 25, v26 = 26, v27 = 27, v28 = 28, v29 = 29, v30 = 30, v31 = 31, v32 = 32;
        int v33 = 33, v34 = 34, v35 = 35, v36 = 36, v37 = 37, v38 = 38, v39 = 39, v40 = 40;
        int v41 = 41, v42 = 42, v43 = 43, v44 = 44, v45 = 45, v46 = 46, v47 = 47, v48 = 48;
        int v49 = 49, v50 = 50, v51 = 51, v52 = 52, v53 = 53, v54 = 54, v55 = 55, v56 = 56;
        int v57 = 57, v58 = 58, v59 = 59, v60 = 60, v61 = 61, v62 = 62, v63 = 63, v64 = 64;
        return () => v1 + v2 + v3 + v4 + v5 + v6 + v7 + v8 + v9 + v10 + v11 + v12 + v13 + v14 + v15 + v16
            + v17 + v18 + v19 + v20 + v21 + v22 + v23 + v24 + v25 + v26 + v27 + v28 + v29 + v30 + v31 + v32
            + v33 + v34 + v35 + v36 + v37 + v38 + v39 + v40 + v41 + v42 + v43 + v44 + v45 + v46 + v47 + v48
            + v49 + v50 + v51 + v52 + v53 + v54 + v55 + v56 + v57 + v58 + v59 + v60 + v61 + v62 + v63 + v64;
    }

    private static Func<object?> OneOfWideScope()
    {
        HttpClient client = new();
        int v1 = 1, v2 = 2, v3 = 3, v4 = 4, v5 = 5, v6 = 6, v7 = 7, v8 = 8;
        int v9 = 9, v10 = 10, v11 = 11, v12 = 12, v13 = 13, v14 = 14, v15 = 15, v16 = 16;
        int v17 = 17, v18 = 18, v19 = 19, v20 = 20, v21 = 21, v22 = 22, v23 = 23, v24 = 24;
        int v25 = 25, v26 = 26, v27 = 27, v28 = 28, v29 = 29, v30 = 30, v31 = 31, v32 = 32;
        int v33 = 33, v34 = 34, v35 = 35, v36 = 36, v37 = 37, v38 = 38, v39 = 39, v40 = 40;
        int v41 = 41, v42 = 42, v43 = 43, v44 = 44, v45 = 45, v46 = 46, v47 = 47, v48 = 48;
        int v49 = 49, v50 = 50, v51 = 51, v52 = 52, v53 = 53, v54 = 54, v55 = 55, v56 = 56;
        int v57 = 57, v58 = 58, v59 = 59, v60 = 60, v61 = 61, v62 = 62, v63 = 63, v64 = 64;
        Func<object?> all = () => client.Timeout.Ticks + v1 + v2 + v3 + v4 + v5 + v6 + v7 + v8 + v9 + v10 + v11 + v12 + v13 + v14 + v15 + v16
            + v17 + v18 + v19 + v20 + v21 + v22 + v23 + v24 + v25 + v26 + v27 + v28 + v29 + v30 + v31 + v32
            + v33 + v34 + v35 + v36 + v37 + v38 + v39 + v40 + v41 + v42 + v43 + v44 + v45 + v46 + v47 + v48
            + v49 + v50 + v51 + v52 + v53 + v54 + v55 + v56 + v57 + v58 + v59 + v60 + v61 + v62 + v63 + v64;
        GC.KeepAlive(all);
        return () => v64;
    }

    private static class Statics
    {
        public static string Value { get; set; } = "initial";
    }

    private class OwnerBase
    {
        protected string BaseField = "base";
    }

    private sealed class Owner : OwnerBase
    {
        private readonly string _field = "field";
        private readonly HttpClient _client = new();

        public string Automatic { get; } = "property";

        public Func<object?> Plain() => () => _field;

        public Func<object?> WithLocal(int local) => () => $"{_field} {local}";

        public Func<object?> Property() => () => Automatic;

        public Func<object?> Nested() => () => new Func<object?>(() => _field)();

        public Func<object?> Inherited() => () => BaseField;

        public Func<Task<object?>> Asynchronous() => async () =>
        {
            await Task.Yield();
            return _field;
        };

        public TimeSpan Timeout => _client.Timeout;
    }

    private sealed class Whole
    {
        private readonly int _a = 1;

        public Func<object?> ByMethod() => () => Describe("whole");

        public Func<object?> ByArgument() => () => Describe(this);

        public Func<object?> BothWays()
        {
            Whole other = this;
            int local = 1;
            return () => $"{other.Describe("whole")} {_a * local}";
        }

        private static string Describe(Whole whole) => whole.Describe("whole");

        private string Describe(string prefix) => $"{prefix} {_a}";
    }

    private sealed class Primary(string text)
    {
        public Func<object?> Lambda() => () => text;
    }
}
