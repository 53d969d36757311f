using System.Reflection;
using System.Reflection.Emit;

namespace Pathos.Serialization;

/// <summary>Compiles the field loop of a type into one method that boxes nothing. Writes exactly what the reflection loop writes.</summary>
internal static class FieldCompiler
{
    private const BindingFlags Public = BindingFlags.Public | BindingFlags.Instance;

    public static Action<object, GraphWriter> CompileWriter(Type type, FieldPlan[] fields)
    {
        DynamicMethod method = New("write", typeof(object), typeof(GraphWriter));
        EmitWrites(method.GetILGenerator(), fields, type.IsValueType ? type : null);
        return method.CreateDelegate<Action<object, GraphWriter>>();
    }

    public static Action<object, GraphReader> CompileReader(Type type, FieldPlan[] fields)
    {
        DynamicMethod method = New("read", typeof(object), typeof(GraphReader));
        EmitReads(method.GetILGenerator(), fields, type.IsValueType ? type : null);
        return method.CreateDelegate<Action<object, GraphReader>>();
    }

    public static ValueWriter<T> CompileValueWriter<T>(FieldPlan[] fields)
    {
        DynamicMethod method = New("write", typeof(T).MakeByRefType(), typeof(GraphWriter));
        EmitWrites(method.GetILGenerator(), fields, unbox: null);
        return method.CreateDelegate<ValueWriter<T>>();
    }

    public static ValueReader<T> CompileValueReader<T>(FieldPlan[] fields)
    {
        DynamicMethod method = New("read", typeof(T).MakeByRefType(), typeof(GraphReader));
        EmitReads(method.GetILGenerator(), fields, unbox: null);
        return method.CreateDelegate<ValueReader<T>>();
    }

    /// <summary>Makes the setter of one field. The value is checked: it comes from outside.</summary>
    public static Action<object, object?> CompileSetter(FieldInfo field)
    {
        DynamicMethod method = New("set", typeof(object), typeof(object));
        ILGenerator il = method.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(field.DeclaringType!.IsValueType ? OpCodes.Unbox : OpCodes.Castclass, field.DeclaringType);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Unbox_Any, field.FieldType);
        il.Emit(OpCodes.Stfld, field);
        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<Action<object, object?>>();
    }

    private static DynamicMethod New(string name, Type holder, Type walker) =>
        new(name, typeof(void), [holder, walker], typeof(FieldCompiler).Module, skipVisibility: true);

    private static void EmitWrites(ILGenerator il, FieldPlan[] fields, Type? unbox)
    {
        foreach (FieldPlan field in fields)
        {
            il.Emit(OpCodes.Ldarg_1);
            EmitHolder(il, unbox);
            il.Emit(field.Kind == FieldKind.Struct ? OpCodes.Ldflda : OpCodes.Ldfld, field.Info);
            il.Emit(OpCodes.Call, WriterFor(field));
        }

        il.Emit(OpCodes.Ret);
    }

    private static void EmitReads(ILGenerator il, FieldPlan[] fields, Type? unbox)
    {
        foreach (FieldPlan field in fields)
        {
            if (field.Kind == FieldKind.Struct)
            {
                il.Emit(OpCodes.Ldarg_1);
                EmitHolder(il, unbox);
                il.Emit(OpCodes.Ldflda, field.Info);
                il.Emit(OpCodes.Call, ReaderFor(field));
                continue;
            }

            EmitHolder(il, unbox);
            il.Emit(OpCodes.Ldarg_1);
            il.Emit(OpCodes.Call, ReaderFor(field));
            if (field.Kind == FieldKind.Reference && field.Type != typeof(object))
            {
                // The bytes come from outside: an object of another type in this field would be memory corruption, not an error.
                il.Emit(OpCodes.Castclass, field.Type);
            }

            il.Emit(OpCodes.Stfld, field.Info);
        }

        il.Emit(OpCodes.Ret);
    }

    private static void EmitHolder(ILGenerator il, Type? unbox)
    {
        il.Emit(OpCodes.Ldarg_0);
        if (unbox is not null)
        {
            il.Emit(OpCodes.Unbox, unbox);
        }
    }

    private static MethodInfo WriterFor(FieldPlan field) => field.Kind switch
    {
        FieldKind.Reference when field.IsOwnPlace => Find<GraphWriter>(nameof(GraphWriter.WriteReferenceIn)).MakeGenericMethod(field.Type),
        FieldKind.Reference => Find<GraphWriter>(nameof(GraphWriter.WriteReference)),
        FieldKind.String => Find<GraphWriter>(nameof(GraphWriter.WriteText)),
        FieldKind.Raw => Find<GraphWriter>(nameof(GraphWriter.WriteRaw)).MakeGenericMethod(field.Type),
        FieldKind.Native => typeof(NativeNumbers).GetMethod(nameof(NativeNumbers.Write))!.MakeGenericMethod(field.Type),
        FieldKind.Nullable =>
            Find<GraphWriter>(nameof(GraphWriter.WriteNullable)).MakeGenericMethod(Nullable.GetUnderlyingType(field.Type)!),
        _ => Find<GraphWriter>(nameof(GraphWriter.WriteStruct)).MakeGenericMethod(field.Type),
    };

    private static MethodInfo ReaderFor(FieldPlan field) => field.Kind switch
    {
        FieldKind.Reference => Find<GraphReader>(nameof(GraphReader.ReadReference)),
        FieldKind.String => Find<GraphReader>(nameof(GraphReader.ReadText)),
        FieldKind.Raw => Find<GraphReader>(nameof(GraphReader.ReadRaw)).MakeGenericMethod(field.Type),
        FieldKind.Native => typeof(NativeNumbers).GetMethod(nameof(NativeNumbers.Read))!.MakeGenericMethod(field.Type),
        FieldKind.Nullable =>
            Find<GraphReader>(nameof(GraphReader.ReadNullable)).MakeGenericMethod(Nullable.GetUnderlyingType(field.Type)!),
        _ => Find<GraphReader>(nameof(GraphReader.ReadStruct)).MakeGenericMethod(field.Type),
    };

    private static MethodInfo Find<TWalker>(string name) => typeof(TWalker).GetMethod(name, Public)!;
}
