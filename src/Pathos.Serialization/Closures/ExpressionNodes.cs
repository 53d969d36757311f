using System.Reflection;

namespace Pathos.Serialization;

/// <summary>Recognises the framework's nodes of expression trees by name: asking by type would load
/// their assembly in every process.</summary>
internal static class ExpressionNodes
{
    private const string Namespace = "System.Linq.Expressions";

    /// <summary>True for a node, and for the lists and private parts beside them.</summary>
    public static bool Contains(Type type) =>
        type.Namespace == Namespace && type.IsClass && AssemblyOrigin.Of(type.Assembly) == Origin.Framework;

    /// <summary>True for the field with the value that stands in the tree.</summary>
    public static bool IsConstant(FieldInfo field) =>
        field.FieldType == typeof(object) && field.DeclaringType is { Namespace: Namespace, Name: "ConstantExpression" } holder
        && Contains(holder);
}
