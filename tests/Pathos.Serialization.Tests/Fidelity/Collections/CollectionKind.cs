using System.Collections;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Reflection;

namespace Pathos.Serialization.Tests;

/// <summary>One type of collection that a program can make and fill.</summary>
internal sealed class CollectionKind
{
    private static readonly string[] s_adders = ["Add", "TryAdd", "Enqueue", "Push", "AddLast", "Append", "set_Item"];

    private readonly Func<object> _make;
    private readonly MethodInfo? _add;

    private CollectionKind(Type type, Func<object> make, MethodInfo? add)
    {
        Type = type;
        _make = make;
        _add = add;
    }

    public Type Type { get; }

    /// <summary>Gets the name under which the table shows it: of the definition, whatever it holds.</summary>
    public string Name
    {
        get
        {
            Type type = Type.IsGenericType ? Type.GetGenericTypeDefinition() : Type;
            string name = type.FullName!.Replace('+', '.');
            string[] parameters = [.. type.GetGenericArguments().Select(static p => p.Name)];
            return parameters.Length == 0 ? name : System.Text.RegularExpressions.Regex.Replace(name, "`[0-9]+", "", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)) + $"<{string.Join(", ", parameters)}>";
        }
    }

    public object Make()
    {
        object made = _make();
        for (int i = 0; _add is not null && i < SampleValues.Filled; i++)
        {
            made = Add(made, i) ?? made;
        }

        return made;
    }

    /// <summary>Adds a sample; gives the collection that has it, where that is another one.</summary>
    public object? Add(object collection, int index)
    {
        object?[] arguments = [.. _add!.GetParameters().Select(p => SampleValues.Of(p.ParameterType, index))];
        return _add.Invoke(collection, arguments) is { } result && Type.IsInstanceOfType(result) ? result : null;
    }

    public bool CanAdd => _add is not null;

    public override string ToString() => Type.ToString();

    /// <summary>Gets the collections of both shared frameworks.</summary>
    public static IReadOnlyList<CollectionKind> All => s_all.Value;

    private static readonly Lazy<IReadOnlyList<CollectionKind>> s_all = new(static () => [.. Definitions().SelectMany(Constructions).Select(Find).OfType<CollectionKind>()
        .OrderBy(static kind => kind.Name, StringComparer.Ordinal).ThenBy(static kind => kind.ToString(), StringComparer.Ordinal)]);

    private static IEnumerable<Type> Definitions()
    {
        string shared = Path.GetDirectoryName(Path.GetDirectoryName(Path.GetDirectoryName(typeof(object).Assembly.Location)))!;
        foreach (string path in ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator))
        {
            if (path.StartsWith(shared, StringComparison.Ordinal))
            {
                foreach (Type type in Assembly.Load(AssemblyName.GetAssemblyName(path)).GetExportedTypes().Where(IsCollection))
                {
                    yield return type;
                }
            }
        }
    }

    private static bool IsCollection(Type type) => !type.IsAbstract && !type.IsInterface && !type.IsByRefLike && type != typeof(string)
        && (typeof(IEnumerable).IsAssignableFrom(type) || (type.GetProperty("Count") is not null && s_adders.Any(name => type.GetMember(name).Length > 0)));

    private static IEnumerable<Type> Constructions(Type type)
    {
        if (!type.IsGenericTypeDefinition)
        {
            return [type];
        }

        return type.GetGenericArguments().Length switch
        {
            1 => TryMake(type, [typeof(string)], [typeof(int)], [typeof(Person)]),
            2 => TryMake(type, [typeof(string), typeof(int)], [typeof(int), typeof(string)], [typeof(Person), typeof(string)]),
            _ => [],
        };
    }

    private static IEnumerable<Type> TryMake(Type definition, params Type[][] arguments)
    {
        foreach (Type[] types in arguments)
        {
            Type? made = null;
            try
            {
                made = definition.MakeGenericType(types);
            }
            catch (ArgumentException)
            {
                // A constraint of the definition excludes these.
            }

            if (made is not null)
            {
                yield return made;
            }
        }
    }

    private static CollectionKind? Find(Type type)
    {
        MethodInfo? add = s_adders.SelectMany(name => type.GetMethods().Where(m => m.Name == name && m.GetParameters().Length is 1 or 2))
            .FirstOrDefault(static m => !m.IsStatic && !m.IsGenericMethodDefinition && m.GetParameters().All(static p => SampleValues.Of(p.ParameterType, 0) is not null));
        foreach (Func<object> make in Makers(type))
        {
            foreach (MethodInfo? how in new[] { add, null })
            {
                CollectionKind kind = new(type, make, how);
                try
                {
                    if (CountOf(kind.Make()) > 0)
                    {
                        return kind;
                    }
                }
                catch (Exception error) when (error is not OutOfMemoryException)
                {
                    // Another way may do.
                }
            }
        }

        return null;
    }

    private static int CountOf(object made) => made.GetType().GetProperty("Count", typeof(int))?.GetValue(made) as int?
        ?? (made as IEnumerable)?.Cast<object?>().Take(SampleValues.Filled).Count() ?? 0;

    private static IEnumerable<Func<object>> Makers(Type type)
    {
        if (type.GetConstructor(Type.EmptyTypes) is { } plain)
        {
            yield return () => plain.Invoke(null);
        }

        if (type.GetField("Empty", BindingFlags.Public | BindingFlags.Static) is { } empty && empty.FieldType == type)
        {
            yield return () => empty.GetValue(null)!;
        }

        if (type.DeclaringType is { IsGenericTypeDefinition: true } outer && outer.GetField("Empty") is not null)
        {
            FieldInfo outerEmpty = outer.MakeGenericType(type.GetGenericArguments()).GetField("Empty")!;
            yield return () => outerEmpty.FieldType.GetMethod("ToBuilder", Type.EmptyTypes)!.Invoke(outerEmpty.GetValue(null), null)!;
        }

        foreach (ConstructorInfo constructor in type.GetConstructors().OrderBy(static c => c.GetParameters().Length))
        {
            ParameterInfo[] parameters = constructor.GetParameters();
            if (parameters.Length is 1 or 2 && parameters.All(static p => p.HasDefaultValue || Source(p.ParameterType) is not null))
            {
                yield return () => constructor.Invoke([.. parameters.Select(static p => Source(p.ParameterType) ?? p.DefaultValue)]);
            }
        }

        if (Factory(type) is { } factory)
        {
            yield return factory;
        }
    }

    /// <summary>What a constructor takes that makes a collection of another, or of a size.</summary>
    private static object? Source(Type type)
    {
        if (type == typeof(int))
        {
            return 16;
        }

        Type? item = type.IsArray ? type.GetElementType() : type.GetInterfaces().Append(type)
            .FirstOrDefault(static t => t.IsConstructedGenericType && t.GetGenericTypeDefinition() == typeof(IEnumerable<>))?.GetGenericArguments()[0];
        if (type == typeof(string) || (item is null && type != typeof(IEnumerable) && type != typeof(ICollection) && type != typeof(IList) && type != typeof(IDictionary)))
        {
            return type == typeof(string) ? "text" : null;
        }

        item ??= type == typeof(IDictionary) ? typeof(DictionaryEntry) : typeof(object);
        if (SampleValues.Of(item, 0) is null)
        {
            return null;
        }

        Array items = Array.CreateInstance(item, SampleValues.Filled);
        for (int i = 0; i < items.Length; i++)
        {
            items.SetValue(SampleValues.Of(item, i), i);
        }

        if (type.IsAssignableFrom(items.GetType()))
        {
            return items;
        }

        foreach (Type candidate in new[] { typeof(List<>), typeof(HashSet<>), typeof(Dictionary<,>), typeof(System.Collections.ObjectModel.ObservableCollection<>) })
        {
            Type[] arguments = candidate == typeof(Dictionary<,>) ? item.GetGenericArguments() : [item];
            if (candidate.GetGenericArguments().Length == arguments.Length && candidate.MakeGenericType(arguments) is { } made && type.IsAssignableFrom(made))
            {
                return Activator.CreateInstance(made, items);
            }
        }

        return type == typeof(IDictionary) ? new Hashtable { ["pear"] = 7, ["apple"] = 3 } : null;
    }

    private static Func<object>? Factory(Type type)
    {
        Type? definition = type.IsConstructedGenericType ? type.GetGenericTypeDefinition() : null;
        string? how = definition == typeof(FrozenSet<>) ? nameof(Frozen) : definition == typeof(FrozenDictionary<,>) ? nameof(FrozenMap) : definition == typeof(Lookup<,>) ? nameof(Grouped) : null;
        if (how is null)
        {
            return null;
        }

        MethodInfo method = typeof(CollectionKind).GetMethod(how, BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(type.GetGenericArguments());
        return () => method.Invoke(null, null)!;
    }

    private static FrozenSet<T> Frozen<T>() => ((T[])Source(typeof(T[]))!).ToFrozenSet();

    private static FrozenDictionary<TKey, TValue> FrozenMap<TKey, TValue>()
        where TKey : notnull => ((KeyValuePair<TKey, TValue>[])Source(typeof(KeyValuePair<TKey, TValue>[]))!).ToFrozenDictionary();

    private static ILookup<TKey, TElement> Grouped<TKey, TElement>() =>
        ((KeyValuePair<TKey, TElement>[])Source(typeof(KeyValuePair<TKey, TElement>[]))!).ToLookup(static p => p.Key, static p => p.Value);
}
