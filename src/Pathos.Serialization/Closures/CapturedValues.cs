using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pathos.Serialization;

/// <summary>What a lambda captured at one moment, where that is nothing but values and text: tells, for the price of a few comparisons,
/// whether writing it again would give the same bytes.</summary>
/// <remarks>
/// A loop that calls one lambda over and over changes a captured variable now and then, and mostly does not. What lies behind a captured
/// reference can change without a trace here, so a lambda that reads one is never looked at in this way. Text is compared by reference:
/// other text of the same letters counts as a change, which costs a write and no more.
/// </remarks>
internal sealed class CapturedValues
{
    private static readonly Remembered<MethodInfo, Known> s_accessors = new();

    private readonly Accessors _accessors;
    private readonly object _copy;

    private CapturedValues(Accessors accessors, object target)
    {
        _accessors = accessors;
        _copy = RuntimeHelpers.GetUninitializedObject(target.GetType());
        accessors.Copy(target, _copy);
    }

    private delegate bool Comparison(object left, object right);

    /// <summary>Copies what a lambda reads; null when that is more than values and text.</summary>
    /// <remarks>Its own copy: a closure kept as it is would keep all that its scope holds alive. Costs milliseconds the first time for a
    /// lambda, which compiles the accessors.</remarks>
    public static CapturedValues? TryCopy(Delegate function) =>
        function.Target is { } target && function.HasSingleTarget && AccessorsOf(function.Method) is { } accessors
            ? new CapturedValues(accessors, target)
            : null;

    /// <summary>Tells whether a closure of the same lambda holds the same now.</summary>
    public bool Match(object target) => _accessors.AreEqual(_copy, target);

    private static Accessors? AccessorsOf(MethodInfo method) =>
        (s_accessors.TryGetValue(method, out Known? known) ? known : s_accessors.GetOrAdd(method, new Known(Compile(method)))).Accessors;

    private static Accessors? Compile(MethodInfo method)
    {
        if (method.DeclaringType is not { } type || !CompilerNames.IsDisplayClass(type) || !CompilerNames.IsGeneratedCode(method))
        {
            return null;
        }

        Reach reach = ReachAnalysis.Of(method);
        FieldPlan[] read = [.. FieldSet.Of(type).Plans.Where(field => !field.IsLambdaCache && reach.Fields.Contains(field.Key))];
        return reach.IsUnknown
            || Array.Exists(read, static field => field.Kind is not (FieldKind.Raw or FieldKind.Native or FieldKind.String))
            ? null
            : new Accessors(CompileComparison(read), CompileCopy(read));
    }

    private static Comparison CompileComparison(FieldPlan[] fields)
    {
        var method = new DynamicMethod(
            "same", typeof(bool), [typeof(object), typeof(object)], typeof(CapturedValues).Module, skipVisibility: true);
        ILGenerator il = method.GetILGenerator();
        Label differs = il.DefineLabel();
        foreach (FieldPlan field in fields)
        {
            bool isText = field.Kind == FieldKind.String;
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(isText ? OpCodes.Ldfld : OpCodes.Ldflda, field.Info);
            il.Emit(OpCodes.Ldarg_1);
            il.Emit(isText ? OpCodes.Ldfld : OpCodes.Ldflda, field.Info);
            if (isText)
            {
                il.Emit(OpCodes.Bne_Un, differs);
            }
            else
            {
                il.Emit(
                    OpCodes.Call,
                    typeof(CapturedValues).GetMethod(nameof(HoldSameBytes), BindingFlags.NonPublic | BindingFlags.Static)!
                        .MakeGenericMethod(field.Type));
                il.Emit(OpCodes.Brfalse, differs);
            }
        }

        il.Emit(OpCodes.Ldc_I4_1);
        il.Emit(OpCodes.Ret);
        il.MarkLabel(differs);
        il.Emit(OpCodes.Ldc_I4_0);
        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<Comparison>();
    }

    private static Action<object, object> CompileCopy(FieldPlan[] fields)
    {
        var method = new DynamicMethod(
            "copy", typeof(void), [typeof(object), typeof(object)], typeof(CapturedValues).Module, skipVisibility: true);
        ILGenerator il = method.GetILGenerator();
        foreach (FieldPlan field in fields)
        {
            il.Emit(OpCodes.Ldarg_1);
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldfld, field.Info);
            il.Emit(OpCodes.Stfld, field.Info);
        }

        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<Action<object, object>>();
    }

    /// <summary>By bytes: two numbers that are equal and travel as different bytes, such as 0 and -0, are a change.</summary>
    private static bool HoldSameBytes<T>(ref T left, ref T right)
        where T : struct =>
        MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in left)).SequenceEqual(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in right)));

    private sealed record Accessors(Comparison AreEqual, Action<object, object> Copy);

    // Most methods have none.
    private sealed record Known(Accessors? Accessors);
}
