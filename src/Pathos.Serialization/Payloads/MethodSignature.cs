using System.Reflection;

namespace Pathos.Serialization;

/// <summary>The text by which a framework method is found again: its own definition's signature, generic parameters by name.</summary>
internal static class MethodSignature
{
    private const BindingFlags Declared =
        BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>Describes the definition behind a method, so that <c>List&lt;int&gt;.Add</c> and
    /// <c>List&lt;string&gt;.Add</c> read the same.</summary>
    public static string Of(MethodBase method) => Definition(method).ToString()!;

    /// <summary>Finds the method with this name and signature on a type definition, or null.</summary>
    public static MethodBase? Find(Type definition, string name, string signature)
    {
        bool isConstructor = name is ".ctor" or ".cctor";
        foreach (MethodBase candidate in isConstructor
            ? definition.GetConstructors(Declared)
            : (MethodBase[])definition.GetMethods(Declared))
        {
            if (string.Equals(candidate.Name, name, StringComparison.Ordinal)
                && string.Equals(candidate.ToString(), signature, StringComparison.Ordinal))
            {
                return candidate;
            }
        }

        return null;
    }

    private static MethodBase Definition(MethodBase method) =>
        method.DeclaringType is { IsConstructedGenericType: true } || method.IsGenericMethod
            ? method.Module.ResolveMethod(method.MetadataToken)!
            : method;
}
