using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Reflection;

namespace Pathos.Hostile.Tests;

/// <summary>Collections that call a comparer while they are filled.</summary>
internal static partial class Gadgets
{
    private static BusyComparer<string> Busy => new();

    public static IEnumerable<Gadget> Comparers =>
    [
        Biting("a set whose comparer counts what Process.Start starts", Fate.Refused, static _ => Starting()),
        Biting("a set whose comparer counts what File.Open opens", Fate.Refused, static _ => Opening()),
        Biting("a set whose comparer is Enumerable.SequenceEqual", Fate.Refused, static _ => Equating()),
        Biting("a set with a comparer of the program", Fate.Refused, static _ => new HashSet<string>(Busy) { "a" }),
        Biting("a dictionary with a comparer of the program", Fate.Refused, static _ => new Dictionary<string, int>(Busy) { ["a"] = 1 }),
        Biting("a dictionary of the program with such a comparer", Fate.Refused, static _ => new OwnDictionary<string, int>(Busy) { ["a"] = 1 }),
        Biting("a sorted set with a comparer made of a delegate", Fate.Refused, static _ => new SortedSet<string>(Comparer<string>.Create(static (_, _) => Bait.Bite("comparison", 1))) { "a", "b" }),
        Biting("a sorted set with a comparer of the program", Fate.Refused, static _ => new SortedSet<string>(Busy) { "a", "b" }),
        Biting("a sorted dictionary with a comparer of the program", Fate.Refused, static _ => new SortedDictionary<string, int>(Busy) { ["a"] = 1, ["b"] = 2 }),
        Biting("a sorted set with the comparer of a sorted dictionary around one of the program", Fate.Refused, static _ => PairsOf()),
        Biting("a sorted list with a comparer of the program", Fate.Refused, static _ => new SortedList<string, int>(Busy) { ["a"] = 1, ["b"] = 2 }),
        Biting("a frozen set with a comparer of the program", Fate.Refused, static _ => new[] { "a" }.ToFrozenSet(Busy)),
        Biting("a frozen dictionary with a comparer of the program", Fate.Refused, static _ => new Dictionary<string, int> { ["a"] = 1 }.ToFrozenDictionary(Busy)),
        Biting("an immutable set with a comparer of the program", Fate.Refused, static _ => ImmutableHashSet.Create<string>(Busy, "a")),
        Biting("an immutable dictionary with a comparer of the program", Fate.Refused, static _ => ImmutableDictionary.Create<string, int>(Busy).Add("a", 1)),
        Biting("an immutable sorted set with a comparer of the program", Fate.Refused, static _ => ImmutableSortedSet.Create<string>(Busy, "a", "b")),
        Biting("an immutable sorted dictionary with a comparer of the program", Fate.Refused, static _ => ImmutableSortedDictionary.Create<string, int>(Busy).Add("a", 1).Add("b", 2)),
        Biting("a lookup with a comparer of the program", Fate.Refused, static _ => new[] { "a" }.ToLookup(static text => text, Busy)),
        Biting("a hash table with a comparer of the program", Fate.Refused, static _ => new Hashtable((IEqualityComparer)Busy) { ["a"] = 1 }),
        Biting("a hash table that compares arrays by what is in them", Fate.Refused, static _ => new Hashtable(StructuralComparisons.StructuralEqualityComparer) { [new object[] { new BusyKey() }] = 1 }),
        Biting("a concurrent dictionary with a comparer of the program", Fate.Refused, static _ => new ConcurrentDictionary<string, int>(Busy) { ["a"] = 1 }),
        Biting("an ordered dictionary with a comparer of the program", Fate.Refused, static _ => new OrderedDictionary<string, int>(Busy) { ["a"] = 1 }),
        new("a priority queue with a comparer made of a delegate", Fate.Refused, static _ => Queued(Comparer<int>.Create(static (x, _) => Bait.Bite("comparison", x)))),
        new("a priority queue with a comparer of the program", Fate.Inert, static _ => Queued(new BusyComparer<int>())),
        new("an untyped sorted list with a comparer of the program", Fate.Inert, static _ => new SortedList(Busy) { ["a"] = 1, ["b"] = 2 }),
    ];

    private static HashSet<IEnumerable<Process>> Starting()
    {
        // While the attacker fills his set, it starts what does nothing; only then he names what it shall start elsewhere.
        List<string> programs = ["/bin/true"];
        List<string> arguments = [""];
        IEnumerable<Process> starts = programs.Zip(arguments, Process.Start);
        var set = new HashSet<IEnumerable<Process>>(EqualityComparer<IEnumerable<Process>>.Create(static (_, _) => true, Enumerable.Count)) { starts };
        (programs[0], arguments[0]) = ("/usr/bin/touch", MarkOf("process"));
        Rewind(starts);
        return set;
    }

    private static HashSet<IEnumerable<FileStream>> Opening()
    {
        string scratch = Path.GetTempFileName();
        List<string> files = [scratch];
        List<FileMode> modes = [FileMode.Open];
        IEnumerable<FileStream> opens = files.Zip(modes, File.Open);
        var set = new HashSet<IEnumerable<FileStream>>(EqualityComparer<IEnumerable<FileStream>>.Create(static (_, _) => true, Enumerable.Count)) { opens };
        (files[0], modes[0]) = (MarkOf("file"), FileMode.OpenOrCreate);
        Rewind(opens);
        File.Delete(scratch);
        return set;
    }

    private static HashSet<IEnumerable<DirectoryInfo>> Equating()
    {
        List<string> folders = ["/tmp"];
        var set = new HashSet<IEnumerable<DirectoryInfo>>(EqualityComparer<IEnumerable<DirectoryInfo>>.Create(Enumerable.SequenceEqual!, static _ => 1))
        {
            folders.Select(Directory.CreateDirectory), folders.Append("/").Select(Directory.CreateDirectory),
        };
        folders[0] = MarkOf("folder");
        return set;
    }

    /// <summary>Makes an iterator forget that it ran, and what it brought last: only its arguments stay.</summary>
    private static void Rewind(object iterator)
    {
        foreach (FieldInfo field in iterator.GetType().GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public))
        {
            if (field.Name == "<>1__state")
            {
                field.SetValue(iterator, -2);
            }
            else if (!field.FieldType.IsValueType && !field.Name.StartsWith("<>3__", StringComparison.Ordinal))
            {
                field.SetValue(iterator, null);
            }
        }
    }

    private static SortedSet<KeyValuePair<string, int>> PairsOf()
    {
        Type comparer = typeof(SortedDictionary<,>).GetNestedType("KeyValuePairComparer")!.MakeGenericType(typeof(string), typeof(int));
        return new SortedSet<KeyValuePair<string, int>>((IComparer<KeyValuePair<string, int>>)Activator.CreateInstance(comparer, Busy)!) { new("a", 1), new("b", 2) };
    }

    private static PriorityQueue<string, int> Queued(IComparer<int> comparer)
    {
        var queue = new PriorityQueue<string, int>(comparer);
        queue.Enqueue("a", 1);
        queue.Enqueue("b", 2);
        return queue;
    }

    /// <summary>A file in the folder that the reader's side watches.</summary>
    private static string MarkOf(string name) => Path.Combine(MarksOfReader, name);
}
