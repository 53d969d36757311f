using System.Collections.Concurrent;
using System.Reflection;

namespace Pathos.Serialization;

/// <summary>The parts of <see cref="Exception"/> that are state rather than circumstance, and the fields that derived types add.</summary>
/// <remarks>
/// The base fields are private to the runtime. Where one is missing, <see cref="CanRebuild"/> is false and every exception arrives as a
/// <see cref="RemoteException"/>: worse, never wrong. A test checks it on each runtime.
/// </remarks>
internal static class ExceptionLayout
{
    private static readonly ConcurrentDictionary<Type, FieldInfo[]> s_derived = new();

    public static readonly FieldInfo? Message = Base("_message");
    public static readonly FieldInfo? Inner = Base("_innerException");

    public static bool CanRebuild => Message is not null && Inner is not null;

    /// <summary>Gets the instance fields declared below <see cref="Exception"/>, in the same order in every process.</summary>
    public static FieldInfo[] DerivedFields(Type type) => s_derived.GetOrAdd(type, static t =>
    {
        List<FieldInfo> fields = [];
        for (Type? at = t; at is not null && at != typeof(Exception); at = at.BaseType)
        {
            FieldInfo[] declared = at.GetFields(BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);
            Array.Sort(declared, static (a, b) => a.MetadataToken.CompareTo(b.MetadataToken));
            fields.AddRange(declared);
        }

        return [.. fields];
    });

    private static FieldInfo? Base(string name) => typeof(Exception).GetField(name, BindingFlags.Instance | BindingFlags.NonPublic);
}
