using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pathos.Serialization;

/// <summary>The items of one map, typed end to end. Memory without references goes as one block, anything else item by item.</summary>
/// <remarks>Items that stand alone are graphs of their own, each with its length before it: one that
/// fails does not affect the others.</remarks>
internal static class ItemCodec<T>
{
    private const int Absent = -1;
    private const byte AsBlock = 1;
    private const byte Inline = 0;

    private static readonly FieldKind s_kind = FieldLayout.KindOf(typeof(T));
    private static readonly bool s_isOwnPlace = s_kind == FieldKind.Reference && StandIns.IsOwnPlace(typeof(T));

    /// <summary>Gets whether a whole span of items is one copy of memory.</summary>
    public static bool IsBlittable { get; } = FieldLayout.IsPlainMemory(typeof(T));

    /// <summary>Gets whether reading and writing items calls no code but ours.</summary>
    public static bool IsPlain { get; } = IsBlittable || s_kind == FieldKind.String;

    /// <summary>Writes the items. One that cannot be written, for whatever reason, is reported and left out; without
    /// a report to make, it is thrown.</summary>
    public static void Write(PayloadWriter writer, ReadOnlySpan<T> items, Action<int, Exception>? onRefused, string rootName)
    {
        writer.WriteVarInt(items.Length);
        if (IsBlittable)
        {
            WriteMemory(writer, items);
            return;
        }

        writer.Declare<T>();
        for (int i = 0; i < items.Length; i++)
        {
            int mark = writer.Mark();
            int length = writer.ReserveLength();
            try
            {
                WriteOne(writer, items[i], rootName);
                writer.PatchLength(length);
            }
            catch (Exception failure) when (onRefused is not null)
            {
                writer.Rollback(mark);
                writer.WriteRaw(Absent);
                onRefused(i, failure is NotShippableException { Path: "" } refusal ? refusal.At(rootName) : failure);
            }
        }
    }

    /// <summary>Writes the items as <see cref="Write"/> does; large memory of primitives is not even copied, so it
    /// must not change until it is sent.</summary>
    public static void WriteOwned(PayloadWriter writer, ReadOnlyMemory<T> items, Action<int, Exception>? onRefused, string rootName)
    {
        if (IsBlittable && PrimitiveBlocks.CanBeBlock(typeof(T)) && (long)items.Length * Unsafe.SizeOf<T>() >= PayloadWriter.BlockThreshold
            && (long)items.Length * Unsafe.SizeOf<T>() <= Array.MaxLength && MemoryMarshal.TryGetArray(items, out ArraySegment<T> segment))
        {
            writer.WriteVarInt(items.Length);
            writer.WriteByte(AsBlock);
            writer.WritePart(segment.Array!, segment.Offset * Unsafe.SizeOf<T>(), segment.Count * Unsafe.SizeOf<T>());
            return;
        }

        Write(writer, items.Span, onRefused, rootName);
    }

    /// <summary>Reads items into memory of their own: the received block itself where they came as one.</summary>
    /// <param name="rented">The array to give back to its pool once the items are done with; null when no array was rented.</param>
    public static ReadOnlyMemory<T> ReadOwned(
        PayloadReader reader,
        int count,
        Action<int, Exception>? onFailed,
        out T[]? rented,
        string rootName = "item",
        Action<int>? onNext = null)
    {
        rented = null;
        if (!IsBlittable)
        {
            var items = new T[count];
            Read(reader, items, onFailed, rootName, onNext);
            return items;
        }

        if (reader.ReadVarInt() != count)
        {
            throw PayloadReader.Malformed("the count of items is another");
        }

        if (reader.ReadByte() == AsBlock && PrimitiveBlocks.CanBeBlock(typeof(T)))
        {
            Block part = reader.ReadPart();
            if (part.Array is not T[] array || part.Bytes != (long)count * Unsafe.SizeOf<T>())
            {
                throw PayloadReader.Malformed("a block is of another kind");
            }

            rented = part.IsTransient ? array : null;
            return array.AsMemory(part.Offset / Unsafe.SizeOf<T>(), count);
        }

        reader.StepBack();
        T[] copy = GC.AllocateUninitializedArray<T>(count);
        ReadMemory(reader, copy);
        return copy;
    }

    /// <summary>Fills the destination. An item that is absent or cannot be decoded is reported and left as it was.</summary>
    /// <param name="onNext">Told which item comes next, where that runs code of the user's.</param>
    public static void Read(
        PayloadReader reader, Span<T> destination, Action<int, Exception>? onFailed, string rootName = "item", Action<int>? onNext = null)
    {
        if (reader.ReadVarInt() != destination.Length)
        {
            throw PayloadReader.Malformed("the count of items is another");
        }

        if (IsBlittable)
        {
            ReadMemory(reader, destination);
            return;
        }

        reader.Declare<T>();
        for (int i = 0; i < destination.Length; i++)
        {
            int length = reader.ReadRaw<int>();
            if (length == Absent)
            {
                Leave(onFailed, i);
                continue;
            }

            int outer = reader.Enter(length);
            onNext?.Invoke(i);
            try
            {
                destination[i] = ReadOne(reader, rootName);
            }
            catch (Exception failure) when (onFailed is not null && IsOfTheItem(failure))
            {
                onFailed(i, failure);
            }
            finally
            {
                reader.Leave(outer);
            }
        }
    }

    private static void Leave(Action<int, Exception>? onFailed, int index)
    {
        var absent = new InvalidDataException("The item was left out by the sender.");
        if (onFailed is null)
        {
            throw absent;
        }

        onFailed(index, absent);
    }

    /// <summary>A lack of memory is the payload's as a whole, except where foreign code of the item ran into it.</summary>
    private static bool IsOfTheItem(Exception failure) => failure is not OutOfMemoryException || ForeignCode.PathOf(failure) is not null;

    private static void WriteOne(PayloadWriter writer, T item, string rootName)
    {
        if (s_kind == FieldKind.String)
        {
            writer.WriteString((string?)(object?)item);
        }
        else if (s_kind == FieldKind.Reference)
        {
            if (s_isOwnPlace && item is not null)
            {
                RefuseUnlikeItem(writer, item, rootName);
            }

            ObjectGraph.Write(writer, item, rootName);
        }
        else
        {
            GuardedGraph<T, ValueRoot<T>>.Write(writer, item, rootName);
        }
    }

    /// <summary>The place of an item is its type, and that may not hold the stand-in which would travel for it.</summary>
    private static void RefuseUnlikeItem(PayloadWriter writer, object item, string rootName)
    {
        TypePlan plan = writer.Context.PlanOf(item.GetType());
        if (plan.RefusalAt(typeof(T)) is { } refusal)
        {
            throw new NotShippableException(rootName, TypeNames.Of(plan.Type), refusal.Reason, refusal.Advice);
        }
    }

    private static T ReadOne(PayloadReader reader, string rootName)
    {
        if (s_kind == FieldKind.String)
        {
            return (T)(object)reader.ReadString()!;
        }

        if (s_kind != FieldKind.Reference)
        {
            return GuardedGraph<T, ValueRoot<T>>.Read(reader, rootName);
        }

        object? value = ObjectGraph.Read(reader, rootName);
        return value is T or null ? (T)value! : throw PayloadReader.Malformed("an item is of another type");
    }

    private static void WriteMemory(PayloadWriter writer, ReadOnlySpan<T> items)
    {
        long bytes = (long)items.Length * Unsafe.SizeOf<T>();
        if (bytes < PayloadWriter.BlockThreshold)
        {
            writer.WriteByte(Inline);
            writer.WriteRaw(AsBytes(items));
            return;
        }

        if (bytes > Array.MaxLength)
        {
            throw new NotShippableException(
                "items", typeof(T).ToString(), $"{items.Length} of them are larger than 2 GB together.",
                "Give them a smaller MapOptions.ChunkSize.");
        }

        // The span may be of memory that changes before it is sent: one copy, the only one on this side.
        writer.WriteByte(AsBlock);
        if (PrimitiveBlocks.CanBeBlock(typeof(T)))
        {
            writer.WritePart(items.ToArray(), 0, (int)bytes);
        }
        else
        {
            writer.WritePart(AsBytes(items).ToArray(), 0, (int)bytes);
        }
    }

    private static void ReadMemory(PayloadReader reader, Span<T> destination)
    {
        Span<byte> target = AsBytes(destination);
        if (reader.ReadByte() == Inline)
        {
            reader.ReadRaw(target.Length).CopyTo(target);
            return;
        }

        Block block = reader.ReadPart();
        bool isOfKind = PrimitiveBlocks.CanBeBlock(typeof(T)) ? block.Array is T[] : block.Array is byte[];
        if (!isOfKind || block.Bytes != target.Length)
        {
            throw PayloadReader.Malformed("a block is of another kind");
        }

        BoxedMemory.Of(block.Array, block.Offset, block.Bytes).CopyTo(target);
    }

    // The constraint that MemoryMarshal.AsBytes wants is what IsBlittable has established at run time.
    private static Span<byte> AsBytes(ReadOnlySpan<T> items) => MemoryMarshal.CreateSpan(
        ref Unsafe.As<T, byte>(ref MemoryMarshal.GetReference(items)), checked(items.Length * Unsafe.SizeOf<T>()));
}
