using System.Reflection;

namespace Pathos.Serialization.Tests.Fidelity;

/// <summary>One public static field or get-only property of the frameworks, with its value.</summary>
internal sealed record FrameworkValue(MemberInfo Member, object Value)
{
    public string Namespace => Member.DeclaringType!.Namespace ?? "";

    public string Name => $"{Namespace}.{Show(Member.DeclaringType!)}.{Member.Name}";

    /// <summary>Gets whether the member gives one object, of the kind that its type is, for as long as the process lives: then the object
    /// itself has to arrive.</summary>
    public bool IsWellKnown => !Value.GetType().IsValueType && Member.DeclaringType!.IsInstanceOfType(Value)
        && !ListedValues.Ambient.ContainsKey(Name)
        && (Member is FieldInfo || ReferenceEquals(((PropertyInfo)Member).GetValue(null), Value));

    private static string Show(Type type) =>
        (type.DeclaringType is { } outer ? Show(outer) + "." : "") + type.Name.Split('`')[0] + (type.IsConstructedGenericType ? $"<{string.Join(", ", type.GetGenericArguments().Select(Show))}>" : "");
}

/// <summary>Walks the public static members of Microsoft.NETCore.App and Microsoft.AspNetCore.App, as the running process finds
/// them.</summary>
internal static class FrameworkValues
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    public static List<FrameworkValue> All()
    {
        List<FrameworkValue> values = [];
        foreach (Type type in Assemblies().SelectMany(static assembly =>
            assembly.GetExportedTypes()).SelectMany(Closed).OrderBy(static type => type.ToString(), StringComparer.Ordinal))
        {
            foreach (MemberInfo member in type.GetMembers(BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly).OrderBy(static member => member.Name, StringComparer.Ordinal))
            {
                if (ValueOf(member) is { } value && !IsPlain(value.GetType()))
                {
                    values.Add(new FrameworkValue(member, value));
                }
            }
        }

        return values;
    }

    private static IEnumerable<Assembly> Assemblies()
    {
        string trusted = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        foreach (string path in trusted.Split(Path.PathSeparator).Where(static path =>
            Path.GetDirectoryName(Path.GetDirectoryName(Path.GetDirectoryName(path))) is { } shared
            && Path.GetFileName(shared) == "shared"))
        {
            yield return Assembly.Load(new AssemblyName(Path.GetFileNameWithoutExtension(path)));
        }
    }

    /// <summary>A generic type is looked at with text and with numbers, where it takes them.</summary>
    private static IEnumerable<Type> Closed(Type type) => !type.ContainsGenericParameters ? [type]
        : new[] { typeof(string), typeof(int) }.Select(argument => Close(type, argument)).OfType<Type>();

    private static Type? Close(Type definition, Type argument)
    {
        try
        {
            return definition.MakeGenericType([.. definition.GetGenericArguments().Select(_ => argument)]);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static object? ValueOf(MemberInfo member)
    {
        if (member.IsDefined(typeof(System.Runtime.Versioning.UnsupportedOSPlatformAttribute))
            || ListedValues.NotAsked.ContainsKey($"{member.DeclaringType!.FullName}.{member.Name}"))
        {
            return null;
        }

        Func<object?>? get = member switch
        {
            FieldInfo { IsLiteral: false } field => () => field.GetValue(null),
            PropertyInfo { CanWrite: false, GetMethod: not null } property when property.GetIndexParameters().Length == 0
                && !property.PropertyType.IsByRef && !property.PropertyType.IsByRefLike => () => property.GetValue(null),
            _ => null,
        };
        return get is null ? null : Bounded.Run(() => Quietly(get), s_patience);
    }

    private static object? Quietly(Func<object?> get)
    {
        try
        {
            return get();
        }
        catch (Exception error) when (error is TargetInvocationException or TypeInitializationException or NotSupportedException or InvalidOperationException or FileNotFoundException)
        {
            // It has no value on this machine.
            return null;
        }
    }

    /// <summary>What is equal if its memory is.</summary>
    private static bool IsPlain(Type type) => type == typeof(string) || type.IsPrimitive || type.IsEnum;
}

/// <summary>Gives foreign code a bound.</summary>
internal static class Bounded
{
    public static T Run<T>(Func<T> function, TimeSpan patience)
    {
        Task<T> run = Task.Factory.StartNew(function, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return run.Wait(patience) ? run.Result : throw new TimeoutException();
    }
}
