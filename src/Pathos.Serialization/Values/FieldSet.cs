using System.Reflection;
using System.Runtime.CompilerServices;

namespace Pathos.Serialization;

/// <summary>One field of a type, with what the walkers need to know about it.</summary>
internal sealed class FieldPlan(FieldInfo info)
{
    private Action<object, object?>? _setter;

    public FieldInfo Info { get; } = info;

    public Type Type { get; } = info.FieldType;

    public FieldKind Kind { get; } = NativeNumbers.IsHandle(info) ? FieldKind.Handle : FieldLayout.KindOf(info.FieldType);

    /// <summary>Gets the name the user wrote, or null for a field that only the compiler or a collection knows.</summary>
    public string? DisplayName { get; } = CompilerNames.Display(info);

    /// <summary>Gets whether the field is a closure's or state machine's link to the object whose method it was written in.</summary>
    public bool IsCapturedThis { get; } = CompilerNames.IsCapturedThis(info);

    /// <summary>Gets whether the field is the object that stands in an expression tree.</summary>
    public bool IsConstantOfTree { get; } = ExpressionNodes.IsConstant(info);

    /// <summary>Gets the identity that code refers to it by, the same for every construction of a generic type.</summary>
    public FieldKey Key { get; } = FieldKey.Of(info);

    /// <summary>Gets whether it is of a user's own type of progress or logger, which may not hold the stand-in of its value.</summary>
    public bool IsOwnPlace { get; } = FieldLayout.KindOf(info.FieldType) == FieldKind.Reference && StandIns.IsOwnPlace(info.FieldType);

    /// <summary>Gets whether it caches a delegate that the far side makes again by itself.</summary>
    public bool IsLambdaCache { get; } = CompilerNames.IsLambdaCache(info);

    /// <summary>Sets the field of an object. Reflection runs the static initialisers of the declaring type
    /// then, which compiled code does not.</summary>
    public void Set(object holder, object? value)
    {
        if (Info.DeclaringType!.TypeInitializer is null || !RuntimeFeature.IsDynamicCodeSupported)
        {
            Info.SetValue(holder, value);
            return;
        }

        (_setter ??= FieldCompiler.CompileSetter(Info))(holder, value);
    }
}

/// <summary>All instance fields of a type that travel, base classes first, and the accessors compiled
/// for them once they are worth it.</summary>
internal sealed class FieldSet
{
    /// <summary>Reflection is faster until a type has been seen this often: compiling costs as much as tens of objects.</summary>
    private const int CompileAfter = 50;

    private static readonly Remembered<Type, FieldSet> s_sets = new();

    private readonly Type _type;
    private int _writes;
    private int _reads;

    private FieldSet(Type type)
    {
        _type = type;
        List<FieldPlan> plans = [];
        Collect(type, plans);
        Plans = [.. plans];
        bool flat = true;
        foreach (FieldPlan plan in Plans)
        {
            flat &= plan.Kind is FieldKind.Raw or FieldKind.Native or FieldKind.String;
            NeedsCare |= plan.Kind == FieldKind.Handle || plan.IsConstantOfTree;
        }

        IsFlat = flat;
    }

    public FieldPlan[] Plans { get; }

    /// <summary>Gets whether no field can lead to another object, so that nothing inside can lead back.</summary>
    public bool IsFlat { get; }

    // What the compiled loops do not do: refuse, and look at what else refers to the object.
    private bool NeedsCare { get; }

    /// <summary>Gets the compiled writer for boxed or heap objects, if there is one yet. Counts the use.</summary>
    public Action<object, GraphWriter>? Writer =>
        field ?? (CountedEnough(ref _writes) ? field = FieldCompiler.CompileWriter(_type, Plans) : null);

    /// <summary>Gets the compiled reader, if there is one yet. Counts the use.</summary>
    public Action<object, GraphReader>? Reader =>
        field ?? (CountedEnough(ref _reads) ? field = FieldCompiler.CompileReader(_type, Plans) : null);

    public static FieldSet Of(Type type) => s_sets.TryGetValue(type, out FieldSet? set) ? set : s_sets.GetOrAdd(type, new FieldSet(type));

    // The counters are not exact under races, and need not be: the worst is compiling twice.
    private bool CountedEnough(ref int counter) =>
        ++counter > CompileAfter && RuntimeFeature.IsDynamicCodeCompiled && !NeedsCare && counter > 0;

    private static void Collect(Type type, List<FieldPlan> plans)
    {
        if (type.BaseType is { } parent && parent != typeof(object))
        {
            Collect(parent, plans);
        }

        FieldInfo[] fields = type.GetFields(
            BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly);

        // Reflection promises no order; tokens give both processes the same one.
        Array.Sort(fields, static (a, b) => a.MetadataToken.CompareTo(b.MetadataToken));
        foreach (FieldInfo field in fields)
        {
            if (!FieldLayout.IsLeftOut(field))
            {
                plans.Add(new FieldPlan(field));
            }
        }
    }
}
