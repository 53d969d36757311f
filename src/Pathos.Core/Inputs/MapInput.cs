namespace Pathos;

/// <summary>The input of a map as the verbs hand it over: of either kind, not yet enumerated.</summary>
internal readonly struct MapInput<T>
{
    private readonly IEnumerable<T>? _items;
    private readonly IAsyncEnumerable<T>? _asyncItems;

    public MapInput(IEnumerable<T> items) => _items = items;

    public MapInput(IAsyncEnumerable<T> items) => _asyncItems = items;

    public ItemSource<T> Open(PumpSignal signal, TimeSpan cancelGrace, CancellationToken cancellationToken) => _items switch
    {
        null => new AsyncEnumerableSource<T>(_asyncItems!, signal, cancelGrace, cancellationToken),

        // An array of a derived type (covariance) is not a Memory of this one.
        T[] array when array.GetType() == typeof(T[]) => new MemorySource<T>(array),
        List<T> list => new ListSource<T>(list),
        { } items => new EnumerableSource<T>(items),
    };
}
