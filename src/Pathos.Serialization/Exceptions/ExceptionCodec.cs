using System.Collections;

namespace Pathos.Serialization;

/// <summary>Exceptions to bytes. An exception always arrives: as itself, or as a <see cref="RemoteException"/> that says what it was.</summary>
/// <remarks>
/// Each part is a graph of its own with its length before it, so a field that cannot be written, or cannot be read over there, costs only
/// the exact type and never the message, the stack or the inner exceptions.
/// </remarks>
internal static partial class ExceptionCodec
{
    private const string Root = "exception";

    public static void Write(PayloadWriter writer, Exception exception)
    {
        int mark = writer.Mark();
        writer.ExceptionDepth++;

        // Which exceptions there are, their sender decides: nobody declared them.
        DeclaredTypes declared = writer.DeclareOnly(DeclaredTypes.None);
        try
        {
            WriteText(writer, exception);
            bool isWhole = writer.ExceptionDepth <= DepthLimit.Exceptions && ExceptionLayout.CanRebuild;
            WriteInner(writer, isWhole ? Ask(exception, static e => e.InnerException) : null);
            WriteData(writer, isWhole ? exception : null);
            WriteFields(writer, exception, isWhole);
        }
        catch (Exception failure)
        {
            // Its text is larger than a payload, or than what memory is left.
            writer.Rollback(mark);
            WriteName(writer, exception, $"(its text could not be written: {failure.GetType().Name})");
        }
        finally
        {
            writer.ExceptionDepth--;
            _ = writer.DeclareOnly(declared);
        }
    }

    /// <summary>What every reader understands, whatever else is lost.</summary>
    private static void WriteText(PayloadWriter writer, Exception exception)
    {
        // A remote exception that travels on is still what it was in the first place.
        writer.WriteString(exception is RemoteException remote ? remote.TypeName : TypeNames.Of(exception.GetType()));
        writer.WriteString(Ask(exception, static e => e.Message) ?? "(its Message threw)");
        writer.WriteString(ExceptionLayout.Message?.GetValue(exception) as string);
        writer.WriteString(Ask(exception, static e => e is RemoteException r ? Join(r.RemoteStackTrace, r.StackTrace) : e.StackTrace));
        writer.WriteString(Ask(exception, static e => e.HelpLink));
        writer.WriteString(Ask(exception, static e => e.Source));
        writer.WriteRaw(exception.HResult);
    }

    /// <summary>The least that is said of an exception: what its type was.</summary>
    private static void WriteName(PayloadWriter writer, Exception exception, string message)
    {
        writer.WriteString(TypeNames.Of(exception.GetType()));
        writer.WriteString(message);
        writer.WriteString(null);
        writer.WriteString(null);
        writer.WriteString(null);
        writer.WriteString(null);
        writer.WriteRaw(exception.HResult);
        WriteInner(writer, null);
        WriteData(writer, null);
        WriteFields(writer, exception, isWhole: false);
    }

    private static string? Join(string? earlier, string? later) =>
        earlier is null || later is null || later.Contains(earlier, StringComparison.Ordinal) ? later ?? earlier : earlier + Environment.NewLine + later;

    private static void WriteInner(PayloadWriter writer, Exception? inner)
    {
        writer.WriteByte(inner is null ? (byte)0 : (byte)1);
        if (inner is not null)
        {
            Write(writer, inner);
        }
    }

    private static void WriteData(PayloadWriter writer, Exception? exception)
    {
        List<DictionaryEntry> entries = exception is null ? [] : Ask(exception, EntriesOf) ?? [];

        writer.WriteVarInt(entries.Count);
        foreach (DictionaryEntry entry in entries)
        {
            // An entry that cannot travel is left out; the others are worth having. Its key would be compared where it is read.
            bool mayTravel = writer.Context.HoldsCode || InertKeys.FirstForeign([entry.Key], DeclaredTypes.None) is null;
            TryWritePart(writer, mayTravel ? new object?[] { entry.Key, entry.Value } : null);
        }
    }

    private static List<DictionaryEntry>? EntriesOf(Exception exception)
    {
        if (exception.Data is not { Count: > 0 } data)
        {
            return null;
        }

        List<DictionaryEntry> entries = [];
        foreach (DictionaryEntry entry in data)
        {
            entries.Add(entry);
        }

        return entries;
    }

    private static void WriteFields(PayloadWriter writer, Exception exception, bool isWhole)
    {
        int mark = writer.Mark();
        writer.WriteByte(1);
        if (isWhole && exception is not RemoteException && TryWriteType(writer, exception.GetType()))
        {
            bool complete = true;
            FieldPlan[] fields = ExceptionLayout.DerivedFields(exception.GetType());
            writer.WriteVarInt(fields.Length);
            foreach (FieldPlan field in fields)
            {
                // What the framework's exceptions keep of this process (a token, a task) may be dropped; what the user's keep is theirs.
                complete &= TryWritePart(writer, field.Info.GetValue(exception)) || AssemblyOrigin.IsOfDotnet(field.Info.DeclaringType!.Assembly);
            }

            if (complete)
            {
                return;
            }
        }

        writer.Rollback(mark);
        writer.WriteByte(0);
    }

    private static bool TryWriteType(PayloadWriter writer, Type type)
    {
        try
        {
            writer.WriteVarInt(writer.Table.IndexOf(type));
            return true;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // No other process finds it, or its own assembly cannot say what it is: its text is what can be had.
            return false;
        }
    }

    private static bool TryWritePart(PayloadWriter writer, object? part)
    {
        int mark = writer.Mark();
        int length = writer.ReserveLength();
        try
        {
            ObjectGraph.Write(writer, part, Root);
            writer.PatchLength(length);
            return true;
        }
        catch (Exception)
        {
            // It cannot travel, or code of the user's threw while it was written: the exception itself is what the caller must see.
            writer.Rollback(mark);
            writer.PatchLength(writer.ReserveLength(), Missing);
            return false;
        }
    }

    /// <summary>The members of an exception are virtual: they are the user's code, and may throw in turn.</summary>
    private static T? Ask<T>(Exception exception, Func<Exception, T?> question)
        where T : class
    {
        try
        {
            return question(exception);
        }
        catch (Exception)
        {
            return null;
        }
    }
}
