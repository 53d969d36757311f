using System.Runtime.CompilerServices;

namespace Pathos.Serialization;

/// <summary>Sequences that are computed while they are read: iterators and LINQ. Their code stays where it is; an
/// array of what they bring travels.</summary>
internal abstract class LazySequences
{
    /// <summary>Gets how sequences of the type become arrays; null when the type is not a lazy sequence.</summary>
    public static LazySequences? Find(Type type)
    {
        if (!IsLazy(type))
        {
            return null;
        }

        Type[] contracts = Array.FindAll(
            type.GetInterfaces(),
            static contract => contract.IsConstructedGenericType && contract.GetGenericTypeDefinition() == typeof(IEnumerable<>));
        return contracts.Length == 1
            ? (LazySequences)Activator.CreateInstance(typeof(Of<>).MakeGenericType(contracts[0].GenericTypeArguments))!
            : null;
    }

    /// <summary>Tells whether a place may hold a lazy sequence and no array: a contract of LINQ, the enumerator that an iterator is as
    /// well, or the class of such sequences.</summary>
    public static bool MayStandAt(Type place) =>
        place.Namespace == "System.Linq" || place == typeof(IDisposable) || place == typeof(System.Collections.IEnumerator)
        || (place.IsConstructedGenericType && place.GetGenericTypeDefinition() == typeof(IEnumerator<>))
        || (place.IsClass && typeof(System.Collections.IEnumerable).IsAssignableFrom(place) && Find(place) is not null);

    /// <summary>Gets the type of the arrays.</summary>
    public abstract Type ArrayType { get; }

    /// <summary>Enumerates a sequence up to a limit in bytes, roughly counted; null when there is more.</summary>
    public abstract Array? ToArray(object sequence, long limit);

    private static bool IsLazy(Type type) => CompilerNames.IsStateMachine(type) || FSharpCode.IsSequence(type)
        || (InertTypes.IsOfTheFramework(type.Assembly)
            && (type.Namespace?.StartsWith("System.Linq", StringComparison.Ordinal) == true || !IsCollection(type)));

    /// <summary>What can be counted or looked into is not computed while it is read.</summary>
    private static bool IsCollection(Type type) =>
        Array.Exists(type.GetProperties(), static property => property.Name is "Count" or "Length"
            || property.GetIndexParameters().Length > 0)
        || Array.Exists(type.GetInterfaces(), static contract => contract == typeof(System.Collections.ICollection)
            || (contract.IsConstructedGenericType && contract.GetGenericTypeDefinition() is var definition
                && (definition == typeof(ICollection<>) || definition == typeof(IReadOnlyCollection<>))));

    private sealed class Of<T> : LazySequences
    {
        public override Type ArrayType => typeof(T[]);

        public override Array? ToArray(object sequence, long limit)
        {
            List<T> items = [];
            long bytes = 0;
            foreach (T item in (IEnumerable<T>)sequence)
            {
                bytes += Unsafe.SizeOf<T>() + (item is string text ? text.Length * sizeof(char) : 0);
                if (bytes > limit)
                {
                    return null;
                }

                items.Add(item);
            }

            return items.ToArray();
        }
    }
}
