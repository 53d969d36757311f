using System.Collections;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Net;

namespace Pathos.Hostile.Tests;

/// <summary>Collections that call their keys while they are filled.</summary>
internal static partial class Gadgets
{
    public static IEnumerable<Gadget> Keys =>
    [
        Biting("a set of keys whose hash code runs", Fate.Refused, static _ => new HashSet<BusyKey> { new() }),
        Biting("a set of objects, one of which is such a key", Fate.Refused, static _ => new HashSet<object> { 1, "a", new BusyKey() }),
        Biting("a set of values whose hash code runs", Fate.Refused, static _ => new HashSet<BusyStructKey> { default }),
        Biting("a dictionary with such keys", Fate.Refused, static _ => new Dictionary<BusyKey, int> { [new()] = 1 }),
        Biting("a hash table with such keys", Fate.Refused, static _ => new Hashtable { [new BusyKey()] = 1 }),
        Biting("a sorted set of keys whose order runs", Fate.Refused, static _ => new SortedSet<BusyKey> { new(), new() }),
        Biting("a frozen set of such keys", Fate.Refused, static _ => new[] { new BusyKey() }.ToFrozenSet()),
        Biting("an immutable dictionary with such keys", Fate.Refused, static _ => ImmutableDictionary<BusyKey, int>.Empty.Add(new(), 1)),
        Biting("a lookup with such keys", Fate.Refused, static _ => new[] { new BusyKey() }.ToLookup(static key => key)),
        Biting("a set of tuples that hold such keys", Fate.Refused, static _ => new HashSet<(object, int)> { (new BusyKey(), 1) }),
        Biting("a set of tuples that hold an address of the program", Fate.Refused, static _ => new HashSet<(Uri, int)> { (new BusyUri(), 1) }),
        Biting("a set of pairs that hold such keys", Fate.Refused, static _ => new HashSet<Tuple<IComparable>> { new(new BusyKey()) }),
        Biting("a set of addresses, one of which is of the program", Fate.Refused, static _ => new HashSet<Uri> { new BusyUri() }),
        Biting("a set of end points, in one of which stands an address of the program", Fate.Refused, static _ => new HashSet<IPEndPoint> { new(new BusyAddress(), 1) }),
        Biting("a set of types, one of which is of the program", Fate.Refused, static _ => new HashSet<Type> { new BusyType() }),
    ];
}
