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
    public static Exception Read(PayloadReader reader, string? origin) => Read(reader, origin, depth: 0);

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
        Apply(result, text, data);
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
        Exception? exception = type is { IsAbstract: false } && typeof(Exception).IsAssignableFrom(type) && ExceptionLayout.CanRebuild ? NewOf(type) : null;
        if (!ReadFields(reader, exception) || exception is null)
        {
            return null;
        }

        ExceptionLayout.Message!.SetValue(exception, text.OwnMessage);
        try
        {
            ExceptionLayout.Inner!.SetValue(exception, (exception is AggregateException aggregate ? FirstOf(aggregate) : null) ?? inner);
            return exception;
        }
        catch (Exception e) when (e is ArgumentException or NullReferenceException)
        {
            // An aggregate without its list, which no sender makes of one: its text is what can be had.
            return null;
        }
    }

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
        FieldInfo[] fields = exception is null ? [] : ExceptionLayout.DerivedFields(exception.GetType());
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

    private static bool TrySet(FieldInfo field, Exception exception, object? value)
    {
        try
        {
            field.SetValue(exception, value);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>An aggregate's inner exception is the first of its list, and must stay the same object.</summary>
    private static Exception? FirstOf(AggregateException exception) => exception.InnerExceptions is { Count: > 0 } inner ? inner[0] : null;

    private static void Apply(Exception exception, ExceptionText text, List<object?[]> data)
    {
        try
        {
            exception.HelpLink = text.HelpLink;
            exception.Source = text.Source;
            IDictionary target = exception.Data;
            foreach (object?[] entry in data)
            {
                target[entry[0]!] = entry[1];
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // These members are virtual; an exception whose overrides fail without a constructor call is still worth delivering.
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
