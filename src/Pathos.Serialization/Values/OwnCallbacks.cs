using System.Reflection;
using System.Runtime.Serialization;

namespace Pathos.Serialization;

/// <summary>The callbacks of the formatters of old that a user's own types may have, and that are
/// honoured where such an object is read.</summary>
internal static class OwnCallbacks
{
    /// <summary>Tells whether an object of the type says itself when it has been read. The framework's collections do,
    /// too; their reducers see to that.</summary>
    public static bool HasCallback(Type type) => type.IsClass && Implements(type, typeof(IDeserializationCallback));

    /// <summary>Tells whether another object stands for one of the type once it has been read.</summary>
#pragma warning disable SYSLIB0050 // The formatter of old is obsolete; types that were written for it say by this interface who they are.
    public static bool IsReference(Type type) =>
        type.IsClass && typeof(IObjectReference).IsAssignableFrom(type) && Implements(type, typeof(IObjectReference));
#pragma warning restore SYSLIB0050

    /// <summary>Tells whether the program's own code implements the interface. A class of the framework that
    /// it derives from does not count.</summary>
    private static bool Implements(Type type, Type contract) =>
        !type.IsInterface && !type.ContainsGenericParameters && contract.IsAssignableFrom(type)
        && type.GetInterfaceMap(contract).TargetMethods is [{ DeclaringType: { } implementer }]
        && !InertTypes.IsOfTheFramework(implementer.Assembly);
}
