using System.Reflection;

namespace Pathos.Serialization;

/// <summary>Finds what is written for an object that travels by its fields, but holds more than its content: room for items to come, or a
/// way to its neighbours.</summary>
/// <remarks>
/// A twin is a shallow copy whose fields hold the content alone. So the object stays one of fields: it nests nothing, it may contain
/// itself, and a derived class keeps what it adds.
/// The fields are private to .NET. Where one has another name, the object travels as it is.
/// </remarks>
internal abstract class ContentTwin
{
    /// <summary>So many places without an item are sent along: to leave them out costs more.</summary>
    protected const int FewPlaces = 32;

    // Some collections cannot grow from nothing.
    private const int LeastPlaces = 4;

    private static readonly Func<object, object> s_clone = typeof(object)
        .GetMethod(nameof(MemberwiseClone), BindingFlags.Instance | BindingFlags.NonPublic)!.CreateDelegate<Func<object, object>>();

    /// <summary>Finds how the content of such objects is told apart; null where they hold nothing else.</summary>
    public static ContentTwin? For(Type type) => For(type, isExact: false);

    /// <summary>Finds what an object is known again by: equal content gives equal fields, however it came about.</summary>
    public static ContentTwin? ForIdentity(Type type)
    {
        ContentTwin? content = For(type, isExact: true);
        FieldInfo[] passing = PassingFields.Of(type);
        return passing.Length == 0 ? content : new IdentityTwin(content, passing);
    }

    private static ContentTwin? For(Type type, bool isExact)
    {
        for (Type? t = type; t is not null && t != typeof(object); t = t.BaseType)
        {
            if (t.Namespace?.StartsWith("System.", StringComparison.Ordinal) == true && AssemblyOrigin.IsOfDotnet(t.Assembly)
                && (DefinitionFor(t) ?? (isExact ? ExactOnly(t) : null)) is { } definition)
            {
                Type twin = definition.IsGenericTypeDefinition ? definition.MakeGenericType(t.GetGenericArguments()) : definition;
                var made = (ContentTwin)Activator.CreateInstance(twin, t)!;
                made.IsExact = isExact;
                return made.IsUsable ? made : null;
            }
        }

        return null;
    }

    /// <summary>Gets whether every place without an item is left out, and every other trace of how the content came about.</summary>
    protected bool IsExact { get; private set; }

    /// <summary>Gets whether .NET's type has the fields that are looked for.</summary>
    protected abstract bool IsUsable { get; }

    /// <summary>Gets the object whose fields are written: the value itself where it holds nothing but its content.</summary>
    public abstract object Of(object value);

    protected static FieldInfo? FieldOf(Type holder, string name) => holder.GetField(name, BindingFlags.Instance | BindingFlags.NonPublic);

    protected static object Clone(object value)
    {
        object twin = s_clone(value);

        // It is not the user's object, so it must not end like one.
        GC.SuppressFinalize(twin);
        return twin;
    }

    /// <summary>Makes an array of the first items.</summary>
    protected Array Cut(Array items, int count)
    {
        Array kept = Array.CreateInstance(items.GetType().GetElementType()!, IsExact ? count : Math.Max(count, LeastPlaces));
        Array.Copy(items, kept, Math.Min(count, items.Length));
        return kept;
    }

    /// <summary>Tells whether a collection holds its items itself. A wrapper of .NET answers for another one.</summary>
    protected static bool HoldsItems(object collection, Type plain) =>
        collection.GetType() == plain || !AssemblyOrigin.IsOfDotnet(collection.GetType().Assembly);

    private static string? NameOf(Type type) => (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName;

    private static Type? ExactOnly(Type type) => NameOf(type) switch
    {
        "System.Collections.BitArray" => typeof(BitTwin),
        "System.Collections.SortedList" => typeof(PlainSortedListTwin),
        "System.Collections.Immutable.ImmutableList`1" => typeof(ImmutableListTwin<>),
        "System.Collections.Immutable.ImmutableList`1+Builder" => typeof(ImmutableListBuilderTwin<>),
        "System.Collections.Immutable.ImmutableQueue`1" => typeof(ImmutableQueueTwin<>),
        _ => null,
    };

    private static Type? DefinitionFor(Type type) => NameOf(type) switch
    {
        "System.Collections.Generic.List`1" => typeof(ListTwin<>),
        "System.Collections.Generic.Stack`1" => typeof(StackTwin<>),
        "System.Collections.Generic.Queue`1" => typeof(QueueTwin<>),
        "System.Collections.Generic.PriorityQueue`2" => typeof(PriorityQueueTwin<,>),
        "System.Collections.Immutable.ImmutableArray`1+Builder" => typeof(ImmutableArrayBuilderTwin<>),
        "System.Buffers.ArrayBufferWriter`1" => typeof(BufferWriterTwin<>),
        "System.Collections.ArrayList" => typeof(ArrayListTwin),
        "System.Collections.Stack" => typeof(PlainStackTwin),
        "System.Collections.Queue" => typeof(PlainQueueTwin),
        "System.Linq.Grouping`2" => typeof(GroupingTwin),
        _ => null,
    };
}
