using System.Data;
using System.Globalization;
using System.Net;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Pathos.Serialization.Tests;

/// <summary>Framework types whose fields mean nothing elsewhere, or that must be what the far process has.</summary>
internal static partial class FrameworkShapes
{
    private static Shape Of<T>(string name, string expected, Func<T> make, Func<T, object?> use) => Shape.OfValue(name, expected, make, use);

    public static IEnumerable<Shape> All()
    {
        yield return Of("regex", "True", () => new Regex("^a+$", RegexOptions.None, TimeSpan.FromSeconds(5)), static x => x.IsMatch("aaa"));
        yield return Of("compiled regex with options", "True", () => new Regex("^A+$", RegexOptions.Compiled | RegexOptions.IgnoreCase, TimeSpan.FromSeconds(9)), static x => x.IsMatch("aa") && x.MatchTimeout.TotalSeconds == 9);
        yield return Of("generated regex", "12", Digits, static x => x.Match("ab12").Value);
        yield return Of("culture", "de-DE", () => CultureInfo.GetCultureInfo("de-DE"), static x => x.Name);
        yield return Of("changed read-only culture", "1_5 True", () => { CultureInfo c = (CultureInfo)CultureInfo.InvariantCulture.Clone(); c.NumberFormat.NumberDecimalSeparator = "_"; return CultureInfo.ReadOnly(c); }, static x => $"{1.5.ToString(x)} {x.IsReadOnly}");
        yield return Of("changed culture", "1_5", () => { CultureInfo c = (CultureInfo)CultureInfo.InvariantCulture.Clone(); c.NumberFormat.NumberDecimalSeparator = "_"; return c; }, static x => 1.5.ToString(x));
        yield return Of("changed date format", "2020!01", () => { CultureInfo c = (CultureInfo)CultureInfo.InvariantCulture.Clone(); c.DateTimeFormat.ShortDatePattern = "yyyy!MM"; return c; }, static x => new DateTime(2020, 1, 2, 0, 0, 0, DateTimeKind.Utc).ToString("d", x));
        yield return Of("compare info", "0", () => CultureInfo.InvariantCulture.CompareInfo, static x => x.Compare("a", "A", CompareOptions.IgnoreCase));
        yield return Of("culture-aware comparer", "True", () => StringComparer.Create(CultureInfo.InvariantCulture, ignoreCase: true), static x => x.Equals("a", "A"));
        yield return Of("time zone", "03:00:00", () => TimeZoneInfo.CreateCustomTimeZone("x", TimeSpan.FromHours(3), "x", "x"), static x => x.BaseUtcOffset.ToString());
        yield return Of("utc zone identity", "True", () => TimeZoneInfo.Utc, static x => ReferenceEquals(x, TimeZoneInfo.Utc));
        yield return Of("encoding", "2", () => Encoding.UTF8, static x => x.GetByteCount("é"));
        yield return Of("encoding that throws", "thrown", () => new UTF8Encoding(false, true), static x => { try { return x.GetString([0xFF]); } catch (DecoderFallbackException) { return "thrown"; } });
        yield return Of("type of the framework", "System.String", () => typeof(string), static x => x.FullName);
        yield return Of("type of the user", "Mine", () => typeof(Mine), static x => x.Name);
        yield return Of("constructed type", "True", () => typeof(Dictionary<string, Mine[]>), static x => x == typeof(Dictionary<string, Mine[]>));
        yield return Of("open generic type", "True", () => typeof(Dictionary<,>), static x => x == typeof(Dictionary<,>));
        yield return Of("method", "7", () => typeof(Mine).GetMethod(nameof(Mine.Seven))!, static x => x.Invoke(new Mine(), null));
        yield return Of("framework method, overloaded", "3", () => typeof(Math).GetMethod(nameof(Math.Max), [typeof(int), typeof(int)])!, static x => x.Invoke(null, [1, 3]));
        yield return Of("framework method with a reference parameter", "True", () => typeof(int).GetMethod(nameof(int.TryParse), [typeof(string), typeof(int).MakeByRefType()])!, static x => x.Invoke(null, ["5", 0]));
        yield return Of("constructor", "Mine", () => typeof(Mine).GetConstructor(Type.EmptyTypes)!, static x => x.Invoke(null).GetType().Name);
        yield return Of("field", "5", () => typeof(Mine).GetField(nameof(Mine.Five))!, static x => x.GetValue(new Mine()));
        yield return Of("property", "Text", () => typeof(Mine).GetProperty(nameof(Mine.Text))!, static x => x.Name);
        yield return Of("indexer", "k", () => typeof(Mine).GetProperty("Item")!, static x => x.GetIndexParameters()[0].Name);
        yield return Of("parameter", "count", () => typeof(Mine).GetMethod(nameof(Mine.Take))!.GetParameters()[0], static x => x.Name);
        yield return Of("assembly", "Pathos.Serialization.Tests", () => typeof(Mine).Assembly, static x => x.GetName().Name);
        yield return Of("lazy, created", "3", () => { Lazy<int> l = new(() => 3); _ = l.Value; return l; }, static x => x.IsValueCreated ? x.Value : -1);
        yield return Of("lazy, not created", "4", () => new Lazy<int>(() => 4), static x => x.IsValueCreated ? -1 : x.Value);
        yield return Of("seeded random", "True", () => new Random(5), static x => x.Next() == new Random(5).Next());
        yield return Of("random", "True", () => new Random(), static x => x.Next(3) < 3);
        yield return Of("shared random identity", "True", () => Random.Shared, static x => ReferenceEquals(x, Random.Shared));
        yield return Of("uri", "/b", () => new Uri("http://a.example/b?c=d"), static x => x.AbsolutePath);
        yield return Of("relative uri", "b/c", () => new Uri("b/c", UriKind.Relative), static x => x.ToString());
        yield return Of("address", "10.0.0.1", () => IPAddress.Parse("10.0.0.1"), static x => x.ToString());
        yield return Of("endpoint", "[::1]:80", () => new IPEndPoint(IPAddress.IPv6Loopback, 80), static x => x.ToString());
        yield return Of("string builder", "ab", () => new StringBuilder("a"), static x => x.Append('b').ToString());
        yield return Of("json document", "2", () => JsonDocument.Parse("{\"a\":[1,2]}"), static x => x.RootElement.GetProperty("a")[1].GetInt32());
        yield return Of("json element", "1", () => JsonDocument.Parse("{\"a\":1}").RootElement, static x => x.GetProperty("a").GetInt32());
        yield return Of("json object", "1", () => new JsonObject { ["a"] = 1 }, static x => x["a"]!.GetValue<int>());
        yield return Of("json array", "[1,2]", () => new JsonArray(1, 2), static x => x.ToJsonString());
        yield return Of("data table", "v", () => { DataTable t = new("t"); t.Columns.Add("c"); t.Rows.Add("v"); return t; }, static x => x.Rows[0]["c"]);
        yield return Of("data set", "v", () => { DataTable t = new("t"); t.Columns.Add("c"); t.Rows.Add("v"); DataSet s = new("s"); s.Tables.Add(t); return s; }, static x => x.Tables["t"]!.Rows[0]["c"]);
        yield return Of("completed task", "True", () => Task.CompletedTask, static x => x.IsCompletedSuccessfully);
        yield return Of("completed task with a result", "6", () => Task.FromResult(6), static x => x.Result);
        yield return Of("failed task", "bad", () => Task.FromException<int>(new InvalidOperationException("bad")), static x => x.Exception!.InnerException!.Message);
        yield return Of("value task with a result", "8", () => new ValueTask<int>(8), static x => x.Result);
        yield return Of("no cancellation", "False", () => CancellationToken.None, static x => x.CanBeCanceled);
        yield return Of("exception as data", "no", () => new InvalidOperationException("no"), static x => x.Message);
        yield return Of("enumerator of a list", "2", () => { List<int>.Enumerator e = new List<int> { 1, 2 }.GetEnumerator(); e.MoveNext(); return e; }, static x => { x.MoveNext(); return x.Current; });
    }

    [GeneratedRegex("[0-9]+", RegexOptions.None, 5000)]
    private static partial Regex Digits();

    private sealed class Mine
    {
        public int Five = 5;

        public string Text { get; } = "text";

        public int this[int k] => k;

        public int Seven() => 7;

        public int Take(int count) => count;
    }
}
