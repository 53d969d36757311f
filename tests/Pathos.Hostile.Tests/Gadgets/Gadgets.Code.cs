using System.Collections.ObjectModel;
using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Pathos.Hostile.Tests;

/// <summary>Objects that are code, or lead to code.</summary>
internal static partial class Gadgets
{
    public static IEnumerable<Gadget> Code =>
    [
        new("a delegate", Fate.Refused, static _ => (Action)(static () => Bait.Bite("delegate"))),
        new("a delegate to a method of .NET", Fate.Refused, static _ => (Func<string, DirectoryInfo>)Directory.CreateDirectory),
        new("a delegate of several", Fate.Refused, static _ => (Action)(static () => Bait.Bite("one")) + (static () => Bait.Bite("two"))),
        new("a lazy value", Fate.Refused, static _ => new Lazy<int>(static () => Bait.Bite("lazy", 1))),
        new("a collection that tells its listeners", Fate.Refused, static _ => Watched()),
        new("a sequence of LINQ", Fate.Refused, static _ => new[] { 1, 2 }.Select(static x => Bait.Bite("select", x))),
        new("a sequence of LINQ that sorts", Fate.Refused, static _ => new[] { 1, 2 }.OrderBy(static x => Bait.Bite("order", x))),
        new("a sequence of LINQ over a list", Fate.Refused, static _ => new List<int> { 1, 2 }.Where(static x => Bait.Bite("where", true))),
        new("a query", Fate.Refused, static _ => new[] { 1, 2 }.AsQueryable().Where(static x => x > 1)),
        new("an iterator of the program", Fate.Refused, static _ => Iterate()),
        new("an asynchronous iterator of the program", Fate.Refused, static _ => IterateAsync()),
        new("the state machine of an asynchronous method", Fate.Refused, static _ => Machine()),
        new("what a lambda captured", Fate.Refused, static _ => Captured().Target!),
        new("the object of lambdas that captured nothing", Fate.Refused, static _ => ((Func<int>)(static () => Bait.Bite("lambda", 1))).Target!),
        new("a function of F#", Fate.Refused, static _ => new Lambda { Addend = 1 }),
        new("a method", Fate.Refused, static _ => typeof(File).GetMethod(nameof(File.Delete))!),
        new("a constructor", Fate.Refused, static _ => typeof(FileStream).GetConstructors()[0]),
        new("a field", Fate.Refused, static _ => typeof(string).GetField(nameof(string.Empty))!),
        new("a property", Fate.Refused, static _ => typeof(Environment).GetProperty(nameof(Environment.ExitCode))!),
        new("an event", Fate.Refused, static _ => typeof(AppDomain).GetEvent(nameof(AppDomain.ProcessExit))!),
        new("a parameter", Fate.Refused, static _ => typeof(File).GetMethod(nameof(File.Delete))!.GetParameters()[0]),
        new("an assembly", Fate.Refused, static _ => typeof(Gadgets).Assembly),
        new("an assembly of .NET that is not loaded", Fate.Refused, static _ => typeof(object).Assembly),
        new("an expression tree", Fate.Refused, static _ => (Expression<Func<int, int>>)(static x => x + 1)),
        new("an expression that calls", Fate.Refused, static _ => Expression.Call(typeof(Environment).GetMethod(nameof(Environment.Exit))!, Expression.Constant(1))),
    ];

    private static ObservableCollection<int> Watched()
    {
        var collection = new ObservableCollection<int> { 1 };
        collection.CollectionChanged += static (_, _) => Bait.Bite("listener");
        return collection;
    }

    private static IEnumerable<int> Iterate()
    {
        yield return Bait.Bite("iterator", 1);
    }

    private static async IAsyncEnumerable<int> IterateAsync()
    {
        await Task.Yield();
        yield return Bait.Bite("iterator", 1);
    }

    /// <summary>The machine as the compiler declares it, before it runs.</summary>
    private static object Machine()
    {
        Type machine = typeof(Gadgets).GetMethod(nameof(RunAsync), BindingFlags.NonPublic | BindingFlags.Static)!.GetCustomAttribute<AsyncStateMachineAttribute>()!.StateMachineType;
        return Activator.CreateInstance(machine)!;
    }

    private static async Task<string> RunAsync(string name)
    {
        await Task.Yield();
        return Bait.Bite("async", name);
    }

    private static Func<string> Captured()
    {
        string name = "captured";
        return () => Bait.Bite("closure", name);
    }
}
