using System.Reflection;
using System.Text;

namespace Pathos.Distributed;

/// <summary>The encoding providers that this program registered, by type: a worker makes its own of the same types.</summary>
internal static class RegisteredEncodings
{
    public static Type[] Providers()
    {
        EncodingProvider[] registered = PrivateStatics.Read<EncodingProvider[]>(typeof(EncodingProvider), "s_providers") ?? [];
        return [.. registered.Select(static provider => provider.GetType()).Distinct().Where(CanBeMadeElsewhere)];
    }

    /// <summary>
    /// The framework's provider is the value of a property; others have a constructor. One that needs more is registered by the pool's
    /// initializer, or not at all.
    /// </summary>
    private static bool CanBeMadeElsewhere(Type type) =>
        !type.Assembly.IsDynamic && !type.IsCollectible
        && (type.GetProperty("Instance", BindingFlags.Public | BindingFlags.Static) is { } instance
                && typeof(EncodingProvider).IsAssignableFrom(instance.PropertyType)
            || type.GetConstructor(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance, []) is not null);
}
