using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;

string facts = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "PoolFacts.cs"));
ScriptOptions options = ScriptOptions.Default
    .WithReferences(typeof(Pathos.Pool).Assembly, typeof(Pathos.ProcessPools).Assembly, typeof(Newtonsoft.Json.Linq.JObject).Assembly, typeof(Console).Assembly)
    .WithImports("System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http");

// Each submission is an assembly of its own without a file, and what it declares are fields of its object.
string[] submissions =
[
    facts,
    "PoolFacts.Tell(Console.WriteLine);",
    "var client = new HttpClient();",
    "int factor = 10;",
    "int offset = 4; Func<int, int> scale = x => x * factor;",
    "using (Pool pool = Pool.Processes(2)) { Console.WriteLine($\"submissions={string.Join(' ', pool.Map(x => scale(x) + offset, new[] { 1, 2, 3 }))}\"); }",
];
ScriptState<object>? state = null;
foreach (string submission in submissions)
{
    state = state is null ? await CSharpScript.RunAsync(submission, options) : await state.ContinueWithAsync(submission);
}
