namespace Pathos.Serialization;

internal sealed partial class GraphWriter
{
    /// <summary>Notes where a typed loop is, for the path of a refusal.</summary>
    public void EnterElement(Array array, int index)
    {
        if (IsTraced)
        {
            _at = ElementPath(array, _arrayPath, index);
        }
    }

    private void WriteArrayHead(Array array, TypePlan plan)
    {
        ArrayPlan elements = plan.Elements!;
        if (elements.IsVector)
        {
            Output.WriteVarInt(array.Length);
        }
        else
        {
            for (int d = 0; d < array.Rank; d++)
            {
                Output.WriteVarInt(array.GetLength(d));
                Output.WriteRaw(array.GetLowerBound(d));
            }
        }

        if (elements.Kind == FieldKind.Raw)
        {
            WritePlainArray(array, elements);
        }
        else if (elements.IsInline)
        {
            WriteTexts((string?[])array);
        }
        else if (array.LongLength > 0)
        {
            Queue(array, plan);
        }
    }

    private void WritePlainArray(Array array, ArrayPlan elements)
    {
        long bytes = array.LongLength * elements.ElementSize;
        if (bytes < PayloadWriter.BlockThreshold)
        {
            Output.WriteRaw(BoxedMemory.Of(array, 0, (int)bytes));
            return;
        }

        if (bytes > Array.MaxLength)
        {
            RefuseValue(array.GetType(), Refusal.TooLarge);
        }

        if (elements.CanBeBlock)
        {
            Output.WriteBlock(array);
            return;
        }

        // Memory of other value types goes as bytes; the transports know primitives only.

        byte[] copy = GC.AllocateUninitializedArray<byte>((int)bytes);
        BoxedMemory.Of(array, 0, (int)bytes).CopyTo(copy);
        Output.WriteBlock(copy);
    }

    private void WriteTexts(string?[] texts)
    {
        PathNode? here = _at;
        PathNode? outer = _arrayPath;
        Type? holder = Writing;
        _arrayPath = here;
        Writing = texts.GetType();
        for (int i = 0; i < texts.Length; i++)
        {
            // No text is refused, but the payload may be full with it.
            EnterElement(texts, i);
            WriteText(texts[i]);
        }

        _at = here;
        _arrayPath = outer;
        Writing = holder;
    }

    private void WriteElements(Array array, ArrayPlan elements)
    {
        PathNode? here = _at;
        _arrayPath = here;
        if (!elements.IsVector)
        {
            WriteGrid(array, elements);
        }
        else if (elements.Kind == FieldKind.Reference)
        {
            object?[] items = (object?[])array;
            for (int i = 0; i < items.Length; i++)
            {
                EnterElement(array, i);
                if (elements.IsOwnPlace && items[i] is { } told)
                {
                    RefuseUnlikePlace(told, elements.ElementType);
                }

                WriteReference(items[i]);
                _arrayPath = here;
            }
        }
        else if (elements.Kind == FieldKind.Handle)
        {
            RefuseValue(elements.ElementType, Refusal.Handle);
        }
        else
        {
            elements.Loop!.Write(array, this);
        }

        _at = here;
    }

    /// <summary>More than one dimension, or another lower bound, with elements that are not plain memory: rare, so boxed.</summary>
    private void WriteGrid(Array array, ArrayPlan elements)
    {
        PathNode? here = _at;
        int i = 0;
        foreach (object? item in array)
        {
            _at = IsTraced ? ElementPath(array, here, i++) : null;
            WriteBoxed(item, elements.ElementType, elements.Kind);
        }
    }
}
