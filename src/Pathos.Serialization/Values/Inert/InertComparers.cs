namespace Pathos.Serialization;

/// <summary>The comparers that may be called while data is read: those of .NET that hold nothing of a sender's choice.</summary>
internal static class InertComparers
{
    public static bool Contains(Type type) => ComparerReducer.Find(type) is not null || IsOfSets(type);

    /// <summary>The one of <see cref="HashSet{T}.CreateSetComparer"/>, which has no state.</summary>
    private static bool IsOfSets(Type type) => type.IsConstructedGenericType && type.Assembly == typeof(HashSet<>).Assembly
        && type.GetGenericTypeDefinition().FullName == "System.Collections.Generic.HashSetEqualityComparer`1";
}
