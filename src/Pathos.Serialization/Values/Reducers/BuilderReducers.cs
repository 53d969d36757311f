using System.Collections.Immutable;

namespace Pathos.Serialization;

/// <summary>A builder of an immutable collection as that collection: a builder is a collection that may still change, and turning one
/// into the other copies nothing.</summary>
internal abstract class BuilderReducer<TBuilder, TImmutable> : Reducer
    where TBuilder : class
    where TImmutable : class
{
    public override bool IsInert => true;

    public override bool Handles(Type type) => type == typeof(TBuilder);

    public override void Write(object value, GraphWriter writer) => writer.WriteObject(ToImmutable((TBuilder)value));

    public override object Read(Type type, GraphReader reader) => ToBuilder(reader.ReadObject<TImmutable>());

    protected abstract TImmutable ToImmutable(TBuilder builder);

    protected abstract TBuilder ToBuilder(TImmutable immutable);
}

internal sealed class ImmutableDictionaryBuilderReducer<TKey, TValue>
    : BuilderReducer<ImmutableDictionary<TKey, TValue>.Builder, ImmutableDictionary<TKey, TValue>>
    where TKey : notnull
{
    public override string RuleName => "builder: comparers and entries";

    protected override ImmutableDictionary<TKey, TValue> ToImmutable(ImmutableDictionary<TKey, TValue>.Builder builder) =>
        builder.ToImmutable();

    protected override ImmutableDictionary<TKey, TValue>.Builder ToBuilder(ImmutableDictionary<TKey, TValue> immutable) =>
        immutable.ToBuilder();
}

internal sealed class ImmutableHashSetBuilderReducer<T> : BuilderReducer<ImmutableHashSet<T>.Builder, ImmutableHashSet<T>>
{
    public override string RuleName => "builder: comparer and items";

    protected override ImmutableHashSet<T> ToImmutable(ImmutableHashSet<T>.Builder builder) => builder.ToImmutable();

    protected override ImmutableHashSet<T>.Builder ToBuilder(ImmutableHashSet<T> immutable) => immutable.ToBuilder();
}

internal sealed class ImmutableSortedDictionaryBuilderReducer<TKey, TValue>
    : BuilderReducer<ImmutableSortedDictionary<TKey, TValue>.Builder, ImmutableSortedDictionary<TKey, TValue>>
    where TKey : notnull
{
    public override string RuleName => "builder: comparers and entries";

    protected override ImmutableSortedDictionary<TKey, TValue> ToImmutable(ImmutableSortedDictionary<TKey, TValue>.Builder builder) =>
        builder.ToImmutable();

    protected override ImmutableSortedDictionary<TKey, TValue>.Builder ToBuilder(ImmutableSortedDictionary<TKey, TValue> immutable) =>
        immutable.ToBuilder();
}

internal sealed class ImmutableSortedSetBuilderReducer<T> : BuilderReducer<ImmutableSortedSet<T>.Builder, ImmutableSortedSet<T>>
{
    public override string RuleName => "builder: comparer and items";

    protected override ImmutableSortedSet<T> ToImmutable(ImmutableSortedSet<T>.Builder builder) => builder.ToImmutable();

    protected override ImmutableSortedSet<T>.Builder ToBuilder(ImmutableSortedSet<T> immutable) => immutable.ToBuilder();
}
