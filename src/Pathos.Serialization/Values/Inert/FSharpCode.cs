namespace Pathos.Serialization;

/// <summary>What the compiler of F# makes of functions and sequences: their objects are code, as delegates and iterators are.</summary>
/// <remarks>By name, because the library of F# is a package of the program's.</remarks>
internal static class FSharpCode
{
    public static bool IsFunction(Type type) =>
        DerivesFrom(type, "Microsoft.FSharp.Core.FSharpFunc`2") || DerivesFrom(type, "Microsoft.FSharp.Core.FSharpTypeFunc");

    public static bool IsSequence(Type type) => DerivesFrom(type, "Microsoft.FSharp.Core.CompilerServices.GeneratedSequenceBase`1");

    private static bool DerivesFrom(Type type, string name)
    {
        for (Type? at = type; at is not null && at != typeof(object); at = at.BaseType)
        {
            if (string.Equals((at.IsGenericType ? at.GetGenericTypeDefinition() : at).FullName, name, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
