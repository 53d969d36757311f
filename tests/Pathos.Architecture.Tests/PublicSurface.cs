using System.Reflection;
using System.Text;

namespace Pathos.Architecture.Tests;

/// <summary>Writes down what a user of an assembly can see: one line a type or member, sorted.</summary>
internal static class PublicSurface
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string Describe(Assembly assembly)
    {
        var text = new StringBuilder();
        // Names with a dollar are the compiler's own: how it writes extension members down.
        foreach (Type type in assembly.GetExportedTypes().Where(static type => !type.FullName!.Contains('$', StringComparison.Ordinal)).OrderBy(static type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(Kind(type)).Append(' ').Append(Name(type)).Append(Bases(type)).Append('\n');
            foreach (string member in type.GetMembers(Declared).Where(IsVisible).Select(Describe).Order(StringComparer.Ordinal))
            {
                text.Append("    ").Append(member).Append('\n');
            }
        }

        return text.ToString();
    }

    private static string Kind(Type type) => type switch
    {
        { IsEnum: true } => "enum",
        { IsInterface: true } => "interface",
        { IsValueType: true } => "struct",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsAbstract: true } => "abstract class",
        { IsSealed: true } => "sealed class",
        _ => "class",
    };

    private static string Bases(Type type)
    {
        IEnumerable<Type> bases = type.GetInterfaces().Where(static contract => contract.IsPublic);
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) && parent != typeof(Enum))
        {
            bases = bases.Prepend(parent);
        }

        string names = string.Join(", ", bases.Select(Name).Order(StringComparer.Ordinal));
        return names.Length == 0 ? "" : $" : {names}";
    }

    private static bool IsVisible(MemberInfo member) => !member.Name.Contains('$', StringComparison.Ordinal) && member switch
    {
        MethodInfo method => IsVisible(method) && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal)),
        MethodBase constructor => IsVisible(constructor),
        FieldInfo field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly,
        PropertyInfo property => property.GetAccessors(nonPublic: true).Any(IsVisible),
        EventInfo occurrence => IsVisible(occurrence.AddMethod!),
        _ => false,
    };

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Describe(MemberInfo member) => member switch
    {
        MethodInfo method => $"{Modifiers(method)}{Name(method.ReturnType)} {method.Name}{Generics(method)}({Parameters(method)})",
        ConstructorInfo constructor => $"{Modifiers(constructor)}constructor({Parameters(constructor)})",
        FieldInfo field => $"{(field.IsLiteral ? "const " : field.IsStatic ? "static " : "")}{Name(field.FieldType)} {field.Name}{(field.IsLiteral ? $" = {field.GetRawConstantValue()}" : "")}",
        PropertyInfo property => $"{Modifiers(property.GetAccessors(nonPublic: true).First(IsVisible))}{Name(property.PropertyType)} {property.Name} {{ {Accessors(property)}}}",
        EventInfo occurrence => $"event {Name(occurrence.EventHandlerType!)} {occurrence.Name}",
        _ => member.ToString()!,
    };

    private static string Modifiers(MethodBase method) =>
        (method.IsPublic ? "" : "protected ") + (method.IsStatic ? "static " : method.IsAbstract ? "abstract " : method is { IsVirtual: true, IsFinal: false } ? "virtual " : "");

    private static string Accessors(PropertyInfo property)
    {
        var text = new StringBuilder();
        if (property.GetMethod is { } getter && IsVisible(getter))
        {
            text.Append("get; ");
        }

        if (property.SetMethod is { } setter && IsVisible(setter))
        {
            bool isInit = setter.ReturnParameter.GetRequiredCustomModifiers().Any(static modifier => modifier.Name == "IsExternalInit");
            text.Append(isInit ? "init; " : "set; ");
        }

        return text.ToString();
    }

    private static string Generics(MethodInfo method) =>
        method.IsGenericMethodDefinition ? $"<{string.Join(", ", method.GetGenericArguments().Select(static argument => argument.Name))}>" : "";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(static parameter =>
        $"{Name(parameter.ParameterType)} {parameter.Name}{(parameter.HasDefaultValue ? $" = {parameter.DefaultValue ?? "default"}" : "")}"));

    private static string Name(Type type)
    {
        if (type.IsGenericParameter)
        {
            return type.Name;
        }

        if (type.HasElementType)
        {
            return Name(type.GetElementType()!) + (type.IsByRef ? "&" : type.IsPointer ? "*" : "[]");
        }

        string name = type.IsNested ? $"{Name(type.DeclaringType!)}.{type.Name}" : type.Namespace == "Pathos" ? type.Name : $"{type.Namespace}.{type.Name}";
        int tick = name.IndexOf('`', StringComparison.Ordinal);
        return tick < 0 ? name : $"{name[..tick]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>";
    }
}
