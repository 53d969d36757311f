using System.Collections;

namespace Pathos.Serialization;

/// <summary>Collections whose inner order depends on hash codes, which differ in every process, or
/// on what only their process has.</summary>
/// <remarks>All others (lists, queues, stacks, immutable lists ...) travel by their fields, which is exact and cheaper.</remarks>
internal static class CollectionReducers
{
    public static Reducer? Find(Type type)
    {
        // A class derived from a hash table is one too, so the bases are asked; the rest of it travels by its fields.
        for (Type? t = type; t is not null && t != typeof(object); t = t.BaseType)
        {
            if (t.Namespace?.StartsWith("System.Collections", StringComparison.Ordinal) != true && t.Namespace != "System.Linq")
            {
                continue;
            }

            if (t == typeof(Hashtable))
            {
                return type == t ? new HashtableReducer() : new DerivedHashtableReducer();
            }

            if (t.IsConstructedGenericType && DefinitionFor(t, isDerived: t != type, isView: IsViewOfASet(type)) is { } definition)
            {
                return (Reducer)Activator.CreateInstance(definition.MakeGenericType(t.GetGenericArguments()))!;
            }
        }

        return null;
    }

    /// <summary>A part of a set, which follows it.</summary>
    private static bool IsViewOfASet(Type type) => type.Name == "TreeSubSet" && AssemblyOrigin.IsOfDotnet(type.Assembly);

    private static Type? DefinitionFor(Type type, bool isDerived, bool isView) =>
        (type.GetGenericTypeDefinition().FullName, isDerived) switch
        {
            ("System.Collections.Generic.Dictionary`2", _) => typeof(DictionaryReducer<,>),
            ("System.Collections.Generic.HashSet`1", _) => typeof(HashSetReducer<>),
            ("System.Collections.Frozen.FrozenDictionary`2", _) => typeof(FrozenDictionaryReducer<,>),
            ("System.Collections.Frozen.FrozenSet`1", _) => typeof(FrozenSetReducer<>),
            ("System.Linq.Lookup`2", _) => typeof(LookupReducer<,>),
            ("System.Collections.Concurrent.ConcurrentDictionary`2", true) => typeof(DerivedConcurrentDictionaryReducer<,>),
            ("System.Collections.Generic.OrderedDictionary`2", true) => typeof(DerivedOrderedDictionaryReducer<,>),
            ("System.Collections.Generic.SortedDictionary`2", true) => typeof(DerivedSortedDictionaryReducer<,>),
            ("System.Collections.Generic.SortedList`2", true) => typeof(DerivedSortedListReducer<,>),
            ("System.Collections.Generic.SortedSet`1", true) when !isView => typeof(DerivedSortedSetReducer<>),
            ("System.Collections.Concurrent.ConcurrentBag`1", true) => typeof(DerivedConcurrentBagReducer<>),
            (_, true) => null,
            ("System.Collections.Generic.SortedDictionary`2", _) => typeof(SortedDictionaryReducer<,>),
            ("System.Collections.Generic.SortedList`2", _) => typeof(SortedListReducer<,>),
            ("System.Collections.Generic.SortedSet`1", _) => typeof(SortedSetReducer<>),
            ("System.Collections.Generic.OrderedDictionary`2", _) => typeof(OrderedDictionaryReducer<,>),
            ("System.Collections.Concurrent.ConcurrentDictionary`2", _) => typeof(ConcurrentDictionaryReducer<,>),
            ("System.Collections.Concurrent.ConcurrentBag`1", _) => typeof(ConcurrentBagReducer<>),
            ("System.Collections.Concurrent.ConcurrentQueue`1", _) => typeof(ConcurrentQueueReducer<>),
            ("System.Collections.Immutable.ImmutableDictionary`2+Builder", _) => typeof(ImmutableDictionaryBuilderReducer<,>),
            ("System.Collections.Immutable.ImmutableHashSet`1+Builder", _) => typeof(ImmutableHashSetBuilderReducer<>),
            ("System.Collections.Immutable.ImmutableSortedDictionary`2+Builder", _) => typeof(ImmutableSortedDictionaryBuilderReducer<,>),
            ("System.Collections.Immutable.ImmutableSortedSet`1+Builder", _) => typeof(ImmutableSortedSetBuilderReducer<>),
            ("System.Collections.Immutable.ImmutableDictionary`2", _) => typeof(ImmutableDictionaryReducer<,>),
            ("System.Collections.Immutable.ImmutableHashSet`1", _) => typeof(ImmutableHashSetReducer<>),
            ("System.Collections.Immutable.ImmutableSortedDictionary`2", _) => typeof(ImmutableSortedDictionaryReducer<,>),
            ("System.Collections.Immutable.ImmutableSortedSet`1", _) => typeof(ImmutableSortedSetReducer<>),
            _ => null,
        };
}
