using System.Runtime.CompilerServices;

// Disposal of the enumerators is awaited where the iterator is: the drivers that enumerate it never run in a context.
#pragma warning disable MA0004

namespace Pathos;

/// <summary>Several inputs side by side as one input of tuples. It stops at the shortest; where equal lengths were asked for, it says at that place which one is short.</summary>
internal static class Zipped
{
    public static IEnumerable<(T1 First, T2 Second)> Zip<T1, T2>(IEnumerable<T1> first, IEnumerable<T2> second, bool equalLengths)
    {
        using IEnumerator<T1> e1 = first.GetEnumerator();
        using IEnumerator<T2> e2 = second.GetEnumerator();
        long index = 0;
        while (equalLengths ? Agree(index, [e1.MoveNext(), e2.MoveNext()]) : e1.MoveNext() && e2.MoveNext())
        {
            yield return (e1.Current, e2.Current);
            index++;
        }
    }

    public static IEnumerable<(T1 First, T2 Second, T3 Third)> Zip<T1, T2, T3>(
        IEnumerable<T1> first, IEnumerable<T2> second, IEnumerable<T3> third, bool equalLengths)
    {
        using IEnumerator<T1> e1 = first.GetEnumerator();
        using IEnumerator<T2> e2 = second.GetEnumerator();
        using IEnumerator<T3> e3 = third.GetEnumerator();
        long index = 0;
        while (equalLengths ? Agree(index, [e1.MoveNext(), e2.MoveNext(), e3.MoveNext()]) : e1.MoveNext() && e2.MoveNext() && e3.MoveNext())
        {
            yield return (e1.Current, e2.Current, e3.Current);
            index++;
        }
    }

    public static IEnumerable<(T1 First, T2 Second, T3 Third, T4 Fourth)> Zip<T1, T2, T3, T4>(
        IEnumerable<T1> first, IEnumerable<T2> second, IEnumerable<T3> third, IEnumerable<T4> fourth, bool equalLengths)
    {
        using IEnumerator<T1> e1 = first.GetEnumerator();
        using IEnumerator<T2> e2 = second.GetEnumerator();
        using IEnumerator<T3> e3 = third.GetEnumerator();
        using IEnumerator<T4> e4 = fourth.GetEnumerator();
        long index = 0;
        while (equalLengths ? Agree(index, [e1.MoveNext(), e2.MoveNext(), e3.MoveNext(), e4.MoveNext()]) : e1.MoveNext() && e2.MoveNext() && e3.MoveNext() && e4.MoveNext())
        {
            yield return (e1.Current, e2.Current, e3.Current, e4.Current);
            index++;
        }
    }

    public static async IAsyncEnumerable<(T1 First, T2 Second)> Zip<T1, T2>(
        IAsyncEnumerable<T1> first, IAsyncEnumerable<T2> second, bool equalLengths, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using IAsyncEnumerator<T1> e1 = first.GetAsyncEnumerator(cancellationToken);
        await using IAsyncEnumerator<T2> e2 = second.GetAsyncEnumerator(cancellationToken);
        long index = 0;
        while (equalLengths ? Agree(index, [await e1.MoveNextAsync().ConfigureAwait(false), await e2.MoveNextAsync().ConfigureAwait(false)]) : await e1.MoveNextAsync().ConfigureAwait(false) && await e2.MoveNextAsync().ConfigureAwait(false))
        {
            yield return (e1.Current, e2.Current);
            index++;
        }
    }

    public static async IAsyncEnumerable<(T1 First, T2 Second, T3 Third)> Zip<T1, T2, T3>(
        IAsyncEnumerable<T1> first,
        IAsyncEnumerable<T2> second,
        IAsyncEnumerable<T3> third,
        bool equalLengths,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using IAsyncEnumerator<T1> e1 = first.GetAsyncEnumerator(cancellationToken);
        await using IAsyncEnumerator<T2> e2 = second.GetAsyncEnumerator(cancellationToken);
        await using IAsyncEnumerator<T3> e3 = third.GetAsyncEnumerator(cancellationToken);
        long index = 0;
        while (equalLengths ? Agree(index, [
            await e1.MoveNextAsync().ConfigureAwait(false),
            await e2.MoveNextAsync().ConfigureAwait(false),
            await e3.MoveNextAsync().ConfigureAwait(false)]) : await e1.MoveNextAsync().ConfigureAwait(false) && await e2.MoveNextAsync().ConfigureAwait(false) && await e3.MoveNextAsync().ConfigureAwait(false))
        {
            yield return (e1.Current, e2.Current, e3.Current);
            index++;
        }
    }

    public static async IAsyncEnumerable<(T1 First, T2 Second, T3 Third, T4 Fourth)> Zip<T1, T2, T3, T4>(
        IAsyncEnumerable<T1> first,
        IAsyncEnumerable<T2> second,
        IAsyncEnumerable<T3> third,
        IAsyncEnumerable<T4> fourth,
        bool equalLengths,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using IAsyncEnumerator<T1> e1 = first.GetAsyncEnumerator(cancellationToken);
        await using IAsyncEnumerator<T2> e2 = second.GetAsyncEnumerator(cancellationToken);
        await using IAsyncEnumerator<T3> e3 = third.GetAsyncEnumerator(cancellationToken);
        await using IAsyncEnumerator<T4> e4 = fourth.GetAsyncEnumerator(cancellationToken);
        long index = 0;
        while (equalLengths ? Agree(index, [
            await e1.MoveNextAsync().ConfigureAwait(false),
            await e2.MoveNextAsync().ConfigureAwait(false),
            await e3.MoveNextAsync().ConfigureAwait(false),
            await e4.MoveNextAsync().ConfigureAwait(false)]) : await e1.MoveNextAsync().ConfigureAwait(false) && await e2.MoveNextAsync().ConfigureAwait(false) && await e3.MoveNextAsync().ConfigureAwait(false) && await e4.MoveNextAsync().ConfigureAwait(false))
        {
            yield return (e1.Current, e2.Current, e3.Current, e4.Current);
            index++;
        }
    }

    /// <summary>Whether every input has an item at this place, or none has.</summary>
    private static bool Agree(long index, ReadOnlySpan<bool> hasItem)
    {
        int shortest = hasItem.IndexOf(value: false);
        if (shortest >= 0 && hasItem.Contains(value: true))
        {
            throw new ArgumentException(
                $"The inputs have unequal lengths: input {shortest + 1} of {hasItem.Length} ends at item {index}, others go on. Give inputs of one length, or leave MapOptions.EqualLengths false to stop at the shortest.");
        }

        return shortest < 0;
    }
}
