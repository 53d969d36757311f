using System.Reflection;
using System.Runtime.CompilerServices;

namespace Pathos.Serialization;

/// <summary>An object of a class that can only be made complete: it exists before that, and takes over the fields of the complete
/// one.</summary>
internal static class Shell
{
    private const BindingFlags Declared = BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    public static object New(Type type) => RuntimeHelpers.GetUninitializedObject(type);

    /// <summary>Makes the shell what the complete object is. No other code may use the complete object.</summary>
    public static void TakeOver(object shell, object complete)
    {
        if (complete.GetType() != shell.GetType())
        {
            throw PayloadReader.Malformed($"a '{complete.GetType()}' cannot stand for a '{shell.GetType()}'");
        }

        for (Type? type = shell.GetType(); type is not null && type != typeof(object); type = type.BaseType)
        {
            foreach (FieldInfo field in type.GetFields(Declared))
            {
                field.SetValue(shell, field.GetValue(complete));
            }
        }
    }
}
