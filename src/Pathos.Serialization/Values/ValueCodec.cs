using System.Runtime.CompilerServices;

namespace Pathos.Serialization;

/// <summary>Writes and reads one <typeparamref name="T"/> in place: the typed counterpart of a <see cref="FieldPlan"/>.</summary>
internal static class ValueCodec<T>
{
    private static readonly FieldKind s_kind = FieldLayout.KindOf(typeof(T));
    private static Answer? s_writing;
    private static Answer? s_reading;
    private static ValueWriter<T>? s_writer;
    private static ValueReader<T>? s_reader;
    private static int s_uses;

    public static void Write(GraphWriter writer, ref T value)
    {
        switch (s_kind)
        {
            case FieldKind.Raw:
                writer.WriteRaw(value);
                break;
            case FieldKind.String:
                writer.WriteText((string?)(object?)value);
                break;
            case FieldKind.Native:
                NativeNumbers.Write(writer, value);
                break;
            case FieldKind.Reference:
                writer.WriteReference(value);
                break;
            case FieldKind.Struct when !writer.IsTraced && (s_writer ?? Compiled(writer.Context, ref s_writing)) is { } compiled
                && IsPlain(writer.Context, ref s_writing):
                compiled(ref value, writer);
                break;
            default:
                writer.WriteBoxed(value, typeof(T), s_kind);
                break;
        }
    }

    public static void Read(GraphReader reader, ref T value)
    {
        switch (s_kind)
        {
            case FieldKind.Raw:
                value = reader.ReadRaw<T>();
                break;
            case FieldKind.String:
                value = (T)(object?)reader.ReadText()!;
                break;
            case FieldKind.Native:
                value = NativeNumbers.Read<T>(reader);
                break;
            case FieldKind.Reference:
                value = (T)reader.ReadReference()!;
                break;
            case FieldKind.Struct when !reader.IsTraced && s_reader is { } compiled && IsPlain(reader.Context, ref s_reading):
                compiled(ref value, reader);
                break;
            default:
                s_uses++;
                if (s_reader is null && s_kind == FieldKind.Struct)
                {
                    Compiled(reader.Context, ref s_reading);
                }

                value = (T)reader.ReadBoxed(typeof(T), s_kind)!;
                break;
        }
    }

    private static ValueWriter<T>? Compiled(SerializationContext context, ref Answer? known)
    {
        // Approximate counting is enough; compiling twice does no harm.
        if (++s_uses > 50 && RuntimeFeature.IsDynamicCodeCompiled && IsPlain(context, ref known) && s_kind == FieldKind.Struct)
        {
            FieldPlan[] fields = FieldSet.Of(typeof(T)).Plans;
            if (!Array.Exists(fields, static f => f.Kind == FieldKind.Handle) && !FieldLayout.IsInlineArray(typeof(T)))
            {
                s_reader = FieldCompiler.CompileValueReader<T>(fields);
                s_writer = FieldCompiler.CompileValueWriter<T>(fields);
            }
        }

        return s_writer;
    }

    /// <summary>True if this context has no other way for the type than its fields.</summary>
    /// <param name="known">The last answer. A process writes in one context and reads in another, on many threads.</param>
    private static bool IsPlain(SerializationContext context, ref Answer? known)
    {
        // One reference to an immutable pair: two statics could be read torn between two contexts.
        Answer? answer = known;
        if (answer is null || !ReferenceEquals(answer.Context, context))
        {
            known = answer = new Answer(context, context.PlanOf(typeof(T)).Kind == PlanKind.Struct);
        }

        return answer.IsPlain;
    }

    private sealed record Answer(SerializationContext Context, bool IsPlain);
}

internal delegate void ValueWriter<T>(ref T value, GraphWriter writer);

internal delegate void ValueReader<T>(ref T value, GraphReader reader);
