using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Pathos.Serialization;

/// <summary>What users of this process said of types by <see cref="Closure.Register{T, TData}"/>, and what
/// came with closures from elsewhere.</summary>
/// <remarks>
/// One for the process, because pools, journals and frozen closures must agree. A type is decided about once: plans are kept in many
/// places, so a registration that came after the first value would hold for some of them only, and is refused.
/// </remarks>
internal static class Registrations
{
    private static readonly Lock s_gate = new();
    private static readonly ConcurrentDictionary<Type, Registration> s_byType = new();

    // Types that were decided about without a registration. Weakly: they may belong to a load context that goes.
    private static readonly ConditionalWeakTable<Type, object> s_decided = [];
    private static readonly object s_mark = new();

    // In the order in which they came. Replaced as a whole, so that a holder of the array sees by reference whether there are others now.
    private static volatile Registration[]? s_all;

    /// <summary>Gets all of them: what travels before code. Null where no type is registered.</summary>
    public static Registration[]? All => s_all;

    /// <summary>Finds what was said of a type, or of the abstract class that it derives from. Null where nothing was said, and
    /// then nothing can be said any more.</summary>
    public static Registration? Find(Type type)
    {
        if (s_byType.TryGetValue(type, out Registration? known))
        {
            return known;
        }

        if (InertTypes.IsOfTheFramework(type.Assembly) || s_decided.TryGetValue(type, out _))
        {
            return null;
        }

        lock (s_gate)
        {
            if (s_byType.TryGetValue(type, out known) || (BaseOf(type) is { Type.IsAbstract: true } ofBase && (known = ofBase) is not null))
            {
                return known;
            }

            s_decided.AddOrUpdate(type, s_mark);
            return null;
        }
    }

    /// <summary>Finds what was said of the nearest class that a type derives from.</summary>
    public static Registration? BaseOf(Type type)
    {
        for (Type? at = type.BaseType; at is not null && !s_byType.IsEmpty; at = at.BaseType)
        {
            if (s_byType.TryGetValue(at, out Registration? known))
            {
                return known;
            }
        }

        return null;
    }

    /// <summary>Adds what a user says.</summary>
    /// <exception cref="InvalidOperationException">Something was said of the type before, or a value of it has travelled.</exception>
    public static void Add(Registration registration)
    {
        lock (s_gate)
        {
            if (s_byType.ContainsKey(registration.Type))
            {
                throw new InvalidOperationException(
                    $"'{registration.Type}' is registered already. A type is registered once, at the program's start.");
            }

            Include(registration);
        }
    }

    /// <summary>Takes over what came with a closure. It is the same wherever both sides run the same program.</summary>
    /// <exception cref="InvalidOperationException">This process was told otherwise, or has used the type without.</exception>
    public static void Learn(Registration registration)
    {
        lock (s_gate)
        {
            if (!s_byType.TryGetValue(registration.Type, out Registration? known))
            {
                Include(registration);
            }
            else if (!known.IsLike(registration))
            {
                throw new InvalidOperationException(
                    $"'{registration.Type}' is registered in this process by other functions than those that came with a closure.");
            }
        }
    }

    private static void Include(Registration registration)
    {
        Type type = registration.Type;
        foreach ((Type decided, object _) in s_decided)
        {
            if (decided == type || decided.IsSubclassOf(type))
            {
                throw new InvalidOperationException(
                    $"Values of '{decided}' have travelled already, without the registration of '{type}'. Register it before the first of them does.");
            }
        }

        s_byType[type] = registration;
        s_all = [.. s_all ?? [], registration];
    }
}
