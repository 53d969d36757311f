using System.Reflection;

namespace Pathos.Serialization;

/// <summary>The types that a caller asked for: one type, what it consists of, and so on. Their own code may
/// run while their values are read.</summary>
/// <remarks>
/// A class counts with the classes that derive from it, and then with what those consist of. The caller did not ask for what stands in an
/// <c>object</c> or behind an interface: the sender chose it.
/// </remarks>
internal sealed class DeclaredTypes
{
    /// <summary>Beyond any program's results. What is not reached then counts as not declared, which refuses and never allows.</summary>
    private const int Most = 10_000;

    // True or false.
    private readonly Remembered<Type, object> _known = new();
    private readonly bool _isEverything;

    private DeclaredTypes(bool isEverything) => _isEverything = isEverything;

    /// <summary>Gets what a sender of code may use: everything.</summary>
    public static DeclaredTypes All { get; } = new(isEverything: true);

    /// <summary>Gets what is asked for where nothing is: exceptions, whose types the sender chooses.</summary>
    public static DeclaredTypes None { get; } = new(isEverything: false);

    /// <summary>Gets what a caller asks for who declares <typeparamref name="T"/>.</summary>
    public static DeclaredTypes Of<T>() => Cache<T>.Instance;

    public bool Contains(Type type) => _isEverything
        || (_known.TryGetValue(type, out object? isDeclared) ? (bool)isDeclared : Decide(type));

    private bool Decide(Type type)
    {
        for (Type? at = type.BaseType; at is not null; at = at.BaseType)
        {
            if (_known.TryGetValue(at, out object? isDeclared) && (bool)isDeclared && IsOfTheProgram(at))
            {
                Add(type);
                return true;
            }
        }

        if (_known.Count < Most)
        {
            _known.TryAdd(type, false);
        }

        return false;
    }

    private void Add(Type root)
    {
        var pending = new Stack<Type>();
        pending.Push(root);
        while (pending.TryPop(out Type? type) && _known.Count < Most)
        {
            if (type == typeof(object) || type.IsByRefLike || type.IsPointer
                || (_known.TryGetValue(type, out object? isDeclared) && (bool)isDeclared))
            {
                continue;
            }

            _known.Set(type, true);
            if (type.GetElementType() is { } element)
            {
                pending.Push(element);
            }

            foreach (Type argument in type.GenericTypeArguments)
            {
                pending.Push(argument);
            }

            if (Registrations.Find(type) is { } said)
            {
                pending.Push(said.DataType);
            }
            else if (IsOfTheProgram(type))
            {
                PushParts(type, pending);
            }
        }
    }

    private static void PushParts(Type type, Stack<Type> pending)
    {
        if (type.BaseType is { } parent)
        {
            pending.Push(parent);
        }

        foreach (FieldInfo field in type.GetFields(
            BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
        {
            pending.Push(field.FieldType);
        }
    }

    /// <summary>What consists of parts that its author chose. The framework's types consist of what
    /// stands in their type arguments.</summary>
    private static bool IsOfTheProgram(Type type) => !type.IsInterface && !type.IsArray && !InertTypes.IsOfTheFramework(type.Assembly);

    private static class Cache<T>
    {
        public static readonly DeclaredTypes Instance = Make();

        private static DeclaredTypes Make()
        {
            var declared = new DeclaredTypes(isEverything: false);
            declared.Add(typeof(T));
            return declared;
        }
    }
}
