using System.Reflection;

namespace Pathos.Serialization;

/// <summary>What the names say that compilers give to things the user did not name. All of it is C#'s
/// (and Visual Basic's) convention.</summary>
internal static class CompilerNames
{
    // <File>F<hash of its path>__Name: what the compiler makes of a name that only one file may use.
    private const int FileHash = 64;

    /// <summary>Gets the name as the user wrote it of a file-local type, or of a member that implements a file-local
    /// interface; null for any other name.</summary>
    public static string? FileLocalName(string name)
    {
        int end = name.StartsWith('<') ? name.IndexOf('>', StringComparison.Ordinal) : -1;
        int hash = end + ">F".Length;
        int start = hash + FileHash + "__".Length;

        // A second bracket before the first one closes is that of a lambda inside such a member: "<<File>F...__IName.Method>b__0".
        return end > 0 && start < name.Length && name.IndexOf('<', 1, end - 1) < 0 && name[end + 1] == 'F'
            && IsHash(name.AsSpan(hash, FileHash))
            ? name[start..]
            : null;
    }

    /// <summary>True for a class that holds captured variables.</summary>
    public static bool IsDisplayClass(Type type) =>
        type.Name.StartsWith("<>c__DisplayClass", StringComparison.Ordinal)
        || type.Name.StartsWith("_Closure$__", StringComparison.Ordinal);

    /// <summary>True for a type that runs an iterator or async method: <c>&lt;Name&gt;d__5</c>.</summary>
    public static bool IsStateMachine(Type type) =>
        (type.Name.StartsWith('<') && type.Name.Contains(">d", StringComparison.Ordinal)
            && !type.Name.StartsWith("<>", StringComparison.Ordinal) && FileLocalName(type.Name) is null)
        || type.Name.StartsWith("VB$StateMachine_", StringComparison.Ordinal);

    /// <summary>True for any type or member that the user did not name.</summary>
    public static bool IsGenerated(MemberInfo member) =>
        (member.Name.StartsWith('<') && FileLocalName(member.Name) is null)
        || member.Name.StartsWith("_Closure$__", StringComparison.Ordinal)
        || member.Name.StartsWith("_Lambda$__", StringComparison.Ordinal)
        || member.Name.StartsWith("VB$StateMachine_", StringComparison.Ordinal);

    /// <summary>True for a method that only generated code can call: a lambda, a local function, a member of a generated type.</summary>
    public static bool IsGeneratedCode(MethodBase method) =>
        IsGenerated(method) || (method.DeclaringType is { } type && IsGenerated(type));

    /// <summary>True for the field that caches a delegate: the far side makes its own.</summary>
    public static bool IsLambdaCache(FieldInfo field) =>
        field.Name.StartsWith("<>9__", StringComparison.Ordinal) || field.Name.StartsWith("$I", StringComparison.Ordinal);

    /// <summary>True for the field that links a closure to the object whose method it was written in.</summary>
    public static bool IsCapturedThis(FieldInfo field) =>
        field.Name is "<>4__this" or "$VB$Me" && field.DeclaringType is { } type && IsGenerated(type) && !field.FieldType.IsValueType
        && !IsGenerated(field.FieldType);

    /// <summary>Gets the static field with the one instance of a class of non-capturing lambdas, or null for any other type.</summary>
    public static FieldInfo? SingletonField(Type type)
    {
        if (!type.Name.StartsWith("<>c", StringComparison.Ordinal) || IsDisplayClass(type))
        {
            return null;
        }

        FieldInfo? instance = type.GetField("<>9", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic);
        return instance?.FieldType == type ? instance : null;
    }

    /// <summary>Gets a field's name as the user wrote it, or null where the user wrote nothing.</summary>
    public static string? Display(FieldInfo field)
    {
        string name = field.Name;
        if (name is "<>4__this" or "$VB$Me")
        {
            return "this";
        }

        if (name.StartsWith("CS$<>8__", StringComparison.Ordinal) || IsBackingStore(field))
        {
            return null;
        }

        if (name.StartsWith("<>3__", StringComparison.Ordinal))
        {
            return name["<>3__".Length..];
        }

        if (name.StartsWith("$VB$Local_", StringComparison.Ordinal))
        {
            return name["$VB$Local_".Length..];
        }

        // <Name>k__BackingField, <Name>i__Field, <local>5__2, <parameter>P
        int end = name.StartsWith('<') ? name.IndexOf('>', StringComparison.Ordinal) : -1;
        return end > 1 ? name[1..end] : name;
    }

    private static bool IsHash(ReadOnlySpan<char> text) => text.IndexOfAnyExcept("0123456789ABCDEF") < 0;

    /// <summary>The array inside a list is nothing the user knows: <c>closure.list[3]</c>, not <c>closure.list._items[3]</c>.</summary>
    private static bool IsBackingStore(FieldInfo field) =>
        field.DeclaringType?.Namespace?.StartsWith("System.Collections", StringComparison.Ordinal) == true
        && (field.FieldType.IsArray || field.Name is "list" or "_list");
}
