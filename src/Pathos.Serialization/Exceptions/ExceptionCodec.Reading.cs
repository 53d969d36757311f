using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Pathos.Serialization;

internal static partial class ExceptionCodec
{
    private const int Missing = -1;

    /// <summary>Reads an exception that has never been thrown here: the caller may throw it, once.</summary>
    /// <param name="reader">Where the bytes are.</param>
    /// <param name="origin">Where it came from, for the line between the remote stack and the local one.</param>
    public static Exception Read(PayloadReader reader, string? origin)
    {
        // Which exceptions there are, their sender decides: nobody declared them.
        DeclaredTypes declared = reader.DeclareOnly(DeclaredTypes.None);
        try
        {
            return Read(reader, origin, depth: 0);
        }
        finally
        {
            _ = reader.DeclareOnly(declared);
        }
    }

    private static Exception Read(PayloadReader reader, string? origin, int depth)
    {
        if (depth > DepthLimit.Exceptions)
        {
            throw PayloadReader.Malformed("exceptions nest too deep");
        }

        ExceptionText text = ExceptionText.Read(reader);
        Exception? inner = reader.ReadByte() == 0 ? null : Read(reader, origin, depth + 1);
        List<object?[]> data = ReadData(reader);
        Exception result = ReadTyped(reader, text, inner) ?? new RemoteException(text.TypeName, text.Message, text.StackTrace, inner);
        result.HResult = text.HResult;
        Apply(result, text, data, mayHoldAnyKey: reader.Context.HoldsCode);
        if (text.StackTrace is { } stack)
        {
            ExceptionDispatchInfo.SetRemoteStackTrace(result, stack + Environment.NewLine + $"--- End of stack trace from {origin ?? "another process"} ---");
        }

        return result;
    }

    private static List<object?[]> ReadData(PayloadReader reader)
    {
        int count = reader.ReadLength();
        List<object?[]> data = [];
        for (int i = 0; i < count; i++)
        {
            if (TryReadPart(reader, out object? part) && part is object?[] { Length: 2 } entry && entry[0] is not null)
            {
                data.Add(entry);
            }
        }

        return data;
    }

    private static Exception? ReadTyped(PayloadReader reader, ExceptionText text, Exception? inner)
    {
        if (reader.ReadByte() == 0)
        {
            return null;
        }

        Type? type = TypeAt(reader, reader.ReadVarInt());
        Exception? exception = type is { IsAbstract: false } && typeof(Exception).IsAssignableFrom(type) && ExceptionLayout.CanRebuild && MayBe(type, reader) ? NewOf(type) : null;
        if (!ReadFields(reader, exception) || exception is null)
        {
            return null;
        }

        if (exception is AggregateException aggregate)
        {
            if (ExceptionLayout.InnersOf(aggregate) is not { } inners)
            {
                // An aggregate without its list, which no sender makes of one: its text is what can be had.
                return null;
            }

            // Its first is the inner exception, and must stay the same object.
            inner = inners.Length > 0 ? inners[0] : inner;
            ExceptionLayout.ForgetView(aggregate);
        }

        ExceptionLayout.Message!.SetValue(exception, text.OwnMessage);
        ExceptionLayout.Inner!.SetValue(exception, inner);
        return exception;
    }

    /// <summary>Of exceptions that are only data, those are rebuilt whose own code does not run with that, and not when they go either.</summary>
    private static bool MayBe(Type type, PayloadReader reader) =>
        reader.Context.HoldsCode || (AssemblyOrigin.IsOfDotnet(type.Assembly) ? !OwnCode.HasFinaliser(type) : OwnCode.Of(type) is null);

    private static Exception? NewOf(Type type)
    {
        try
        {
            return (Exception)RuntimeHelpers.GetUninitializedObject(type);
        }
        catch (TypeInitializationException)
        {
            // Its type initialiser fails here: the text is what can be had.
            return null;
        }
    }

    private static Type? TypeAt(PayloadReader reader, int index)
    {
        try
        {
            return reader.Table.TypeAt(index);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Code that is not here, or another build: the text is what can be had, and nothing is loaded to get more.
            return null;
        }
    }

    /// <summary>Reads every field, for without an exception to put them in they still have to be passed over.</summary>
    private static bool ReadFields(PayloadReader reader, Exception? exception)
    {
        int count = reader.ReadLength();
        FieldPlan[] fields = exception is null ? [] : ExceptionLayout.DerivedFields(exception.GetType());
        bool isWhole = exception is not null && fields.Length == count;
        for (int i = 0; i < count; i++)
        {
            if (!isWhole)
            {
                SkipPart(reader);
            }
            else if (TryReadPart(reader, out object? value))
            {
                isWhole = TrySet(fields[i], exception!, value);
            }
        }

        return isWhole;
    }

    private static bool TrySet(FieldPlan field, Exception exception, object? value)
    {
        try
        {
            field.Set(exception, value);
            return true;
        }
        catch (Exception error) when (error is ArgumentException or InvalidCastException or NullReferenceException)
        {
            return false;
        }
    }

    /// <summary>Sets the fields, not the properties: those are virtual, and what overrides them is code that nobody asked for.</summary>
    private static void Apply(Exception exception, ExceptionText text, List<object?[]> data, bool mayHoldAnyKey)
    {
        ExceptionLayout.HelpLink?.SetValue(exception, text.HelpLink);
        ExceptionLayout.Source?.SetValue(exception, text.Source);
        if (data.Count == 0)
        {
            return;
        }

        // As every exception makes it. It compares keys.
        IDictionary target = new Exception().Data;
        foreach (object?[] entry in data)
        {
            if (mayHoldAnyKey || InertKeys.FirstForeign([entry[0]], DeclaredTypes.None) is null)
            {
                TryAdd(target, entry);
            }
        }

        ExceptionLayout.Data?.SetValue(exception, target);
    }

    private static void TryAdd(IDictionary data, object?[] entry)
    {
        try
        {
            data[entry[0]!] = entry[1];
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // A key of the user's threw when it was compared: the exception is still worth delivering.
        }
    }

    private static bool TryReadPart(PayloadReader reader, out object? part)
    {
        part = null;
        int length = reader.ReadRaw<int>();
        if (length == Missing)
        {
            return false;
        }

        int outer = reader.Enter(length);
        try
        {
            part = ObjectGraph.Read(reader);
            return true;
        }
        catch (Exception e) when (e is not OutOfMemoryException || ForeignCode.PathOf(e) is not null)
        {
            return false;
        }
        finally
        {
            reader.Leave(outer);
        }
    }

    private static void SkipPart(PayloadReader reader)
    {
        int length = reader.ReadRaw<int>();
        if (length != Missing)
        {
            reader.ReadRaw(length);
        }
    }

    /// <summary>What is known of an exception without its type.</summary>
    private readonly record struct ExceptionText(
        string TypeName, string Message, string? OwnMessage, string? StackTrace, string? HelpLink, string? Source, int HResult)
    {
        public static ExceptionText Read(PayloadReader reader) => new(
            reader.ReadString() ?? "?",
            reader.ReadString() ?? string.Empty,
            reader.ReadString(),
            reader.ReadString(),
            reader.ReadString(),
            reader.ReadString(),
            reader.ReadRaw<int>());
    }
}
