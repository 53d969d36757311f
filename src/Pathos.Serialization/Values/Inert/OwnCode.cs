using System.Reflection;

namespace Pathos.Serialization;

/// <summary>Tells which types run code of their own when an object of them comes into being without a constructor, or goes.</summary>
internal static class OwnCode
{
    private const BindingFlags Instance = BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public;

    /// <summary>Finds what would run for an object of the type that is only rebuilt, or null.</summary>
    /// <remarks>Static initialisers without a static constructor do not run: they wait for the use of a static member.</remarks>
    public static Refusal? Of(Type type)
    {
        for (Type? at = type; at is not null && at != typeof(object); at = at.BaseType)
        {
            if (at.TypeInitializer is not null && !at.Attributes.HasFlag(TypeAttributes.BeforeFieldInit))
            {
                return Refusal.StaticConstructor;
            }
        }

        return !type.IsValueType && HasFinaliser(type) ? Refusal.Finaliser
            : OwnCallbacks.HasCallback(type) || OwnCallbacks.IsReference(type) ? Refusal.Callback
            : null;
    }

    public static bool HasFinaliser(Type type) =>
        type.GetMethod("Finalize", Instance, Type.EmptyTypes)?.DeclaringType is { } declaring && declaring != typeof(object);
}
