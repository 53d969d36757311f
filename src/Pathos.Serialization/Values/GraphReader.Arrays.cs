using System.Runtime.CompilerServices;

namespace Pathos.Serialization;

internal sealed partial class GraphReader
{
    private object ReadArrayHead(TypePlan plan)
    {
        ArrayPlan elements = plan.Elements!;
        return elements.IsVector ? ReadVectorHead(plan, elements) : ReadGridHead(plan, elements);
    }

    private object ReadVectorHead(TypePlan plan, ArrayPlan elements)
    {
        int length = Input.ReadVarInt();
        if (elements.Kind != FieldKind.Raw)
        {
            Claim(length, elements);
            Array array = elements.NewVector(length);
            Announce(array);
            if (elements.IsInline)
            {
                ReadTexts((string?[])array);
            }
            else if (length > 0)
            {
                _pending.Enqueue(new PendingObject(array, plan, _at));
            }

            return array;
        }

        long bytes = (long)length * elements.ElementSize;
        if (bytes >= PayloadWriter.BlockThreshold)
        {
            return Announce(elements.CanBeBlock ? OwnBlock(plan, length) : CopyOfBlock(elements, length, bytes));
        }

        ReadOnlySpan<byte> memory = Input.ReadRaw((int)bytes);
        Array plain = elements.NewVector(length);
        memory.CopyTo(BoxedMemory.Of(plain, 0, (int)bytes));
        return Announce(plain);
    }

    /// <summary>The transport's array becomes the value: nothing is copied.</summary>
    private Array OwnBlock(TypePlan plan, int length)
    {
        Array block = Input.ReadBlock();
        return block.GetType() == plan.Type && block.Length == length ? block : throw PayloadReader.Malformed("a block is of another kind");
    }

    private Array CopyOfBlock(ArrayPlan elements, int length, long bytes)
    {
        if (Input.ReadBlock() is not byte[] block || block.LongLength != bytes)
        {
            throw PayloadReader.Malformed("a block is of another kind");
        }

        Array array = elements.NewVector(length);
        block.CopyTo(BoxedMemory.Of(array, 0, block.Length));
        return array;
    }

    private object ReadGridHead(TypePlan plan, ArrayPlan elements)
    {
        int[] lengths = new int[plan.Type.GetArrayRank()];
        int[] bounds = new int[lengths.Length];
        long count = 1;
        for (int d = 0; d < lengths.Length; d++)
        {
            lengths[d] = Input.ReadVarInt();
            bounds[d] = Input.ReadRaw<int>();
            count = checked(count * lengths[d]);
            if (lengths[d] > Array.MaxLength)
            {
                throw PayloadReader.Malformed("an array is longer than any");
            }
        }

        if (elements.Kind != FieldKind.Raw)
        {
            Claim(count, elements);
            object grid = Announce(Array.CreateInstance(elements.ElementType, lengths, bounds));
            if (count > 0)
            {
                _pending.Enqueue(new PendingObject(grid, plan, _at));
            }

            return grid;
        }

        long bytes = checked(count * elements.ElementSize);
        ReadOnlySpan<byte> memory = bytes >= PayloadWriter.BlockThreshold
            ? Input.ReadBlock() as byte[] ?? throw PayloadReader.Malformed("a block is of another kind")
            : Input.ReadRaw((int)bytes);
        if (memory.Length != bytes)
        {
            throw PayloadReader.Malformed("a block is of another length");
        }

        Array array = Array.CreateInstance(elements.ElementType, lengths, bounds);
        memory.CopyTo(BoxedMemory.Of(array, 0, memory.Length));
        return Announce(array);
    }

    /// <summary>
    /// Each element will take some bytes, so all arrays together cannot have more elements than the payload has bytes for. Without the
    /// sum, a small payload of many array heads could each claim the whole rest.
    /// </summary>
    private void Claim(long count, ArrayPlan elements)
    {
        _claimed += count * LeastBytesOf(elements.ElementType, elements.Kind);
        if (count < 0 || _claimed > Input.Position + (long)Input.Remaining)
        {
            throw PayloadReader.Malformed("an array exceeds the payload");
        }
    }

    /// <summary>The fewest bytes of a value: a wide one takes as much memory as hundreds of references.</summary>
    private int LeastBytesOf(Type type, FieldKind kind) => kind switch
    {
        FieldKind.Raw => RuntimeHelpers.SizeOf(type.TypeHandle),
        FieldKind.Struct when Context.PlanOf(type) is { Kind: PlanKind.Struct } plan => plan.LeastBytes ??= LeastBytesOf(plan.Fields.Plans),
        _ => 1,
    };

    private int LeastBytesOf(FieldPlan[] fields)
    {
        int bytes = 0;
        foreach (FieldPlan field in fields)
        {
            bytes += LeastBytesOf(field.Type, field.Kind);
        }

        return Math.Max(bytes, 1);
    }

    private void ReadTexts(string?[] texts)
    {
        for (int i = 0; i < texts.Length; i++)
        {
            texts[i] = ReadText();
        }
    }

    private void ReadElements(Array array, ArrayPlan elements)
    {
        _array = _at;
        if (!elements.IsVector)
        {
            ReadGrid(array, elements);
        }
        else if (elements.Kind == FieldKind.Reference)
        {
            object?[] items = (object?[])array;
            for (int i = 0; i < items.Length; i++)
            {
                // The array checks that the object fits its element type.
                EnterElement(i);
                items[i] = ReadReference();
            }
        }
        else if (elements.Kind == FieldKind.Handle)
        {
            throw Refused(elements.ElementType);
        }
        else
        {
            elements.Loop!.Read(array, this);
        }
    }

    private void ReadGrid(Array array, ArrayPlan elements)
    {
        int[] at = new int[array.Rank];
        for (int d = 0; d < at.Length; d++)
        {
            at[d] = array.GetLowerBound(d);
        }

        for (long left = array.LongLength; left > 0; left--)
        {
            array.SetValue(ReadBoxed(elements.ElementType, elements.Kind), at);
            for (int d = at.Length - 1; d >= 0 && ++at[d] > array.GetUpperBound(d); d--)
            {
                at[d] = array.GetLowerBound(d);
            }
        }
    }
}
