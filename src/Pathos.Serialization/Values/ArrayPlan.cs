using System.Runtime.CompilerServices;

namespace Pathos.Serialization;

/// <summary>How the elements of one array type travel.</summary>
internal sealed class ArrayPlan
{
    private readonly Type _arrayType;
    private readonly Func<int, Array>? _maker;

    private ArrayPlan(Type arrayType, Type elementType, FieldKind kind)
    {
        _arrayType = arrayType;
        _maker = VectorMaker.For(elementType);
        ElementType = elementType;
        Kind = kind;
        IsVector = arrayType.IsSZArray;
    }

    public Type ElementType { get; }

    /// <summary>Gets the elements' kind; a nullable without references is plain memory in an array.</summary>
    public FieldKind Kind { get; }

    /// <summary>Gets whether it is one-dimensional and starts at zero.</summary>
    public bool IsVector { get; }

    /// <summary>Gets whether the elements follow the head at once: text refers to nothing, so it need not wait.</summary>
    public bool IsInline => IsVector && Kind == FieldKind.String;

    public int ElementSize { get; private init; }

    public bool CanBeBlock { get; private init; }

    /// <summary>Gets whether the elements are of a user's own type of progress or logger.</summary>
    public bool IsOwnPlace { get; private init; }

    /// <summary>Gets the typed loop over elements that are values with references.</summary>
    public ElementLoop? Loop => field ??= ElementLoop.For(ElementType);

    /// <summary>Makes an array with so many elements, all of which the caller will set.</summary>
    public Array NewVector(int length) => _maker is { } make ? make(length) : Array.CreateInstanceFromArrayType(_arrayType, length);

    public static ArrayPlan For(Type arrayType)
    {
        Type element = arrayType.GetElementType()!;
        FieldKind kind = FieldLayout.IsPlainMemory(element) ? FieldKind.Raw : FieldLayout.KindOf(element);
        return new ArrayPlan(arrayType, element, kind)
        {
            ElementSize = kind == FieldKind.Raw ? RuntimeHelpers.SizeOf(element.TypeHandle) : 0,
            IsOwnPlace = kind == FieldKind.Reference && StandIns.IsOwnPlace(element),
            CanBeBlock = arrayType.IsSZArray && PrimitiveBlocks.CanBeBlock(element),
        };
    }
}

/// <summary>Writes and reads the elements of <c>T[]</c> without boxing them. Made only for values with references.</summary>
internal abstract class ElementLoop
{
    public static ElementLoop For(Type element) =>
        (ElementLoop)Activator.CreateInstance(typeof(ElementLoop<>).MakeGenericType(element))!;

    public abstract void Write(Array array, GraphWriter writer);

    public abstract void Read(Array array, GraphReader reader);
}

internal sealed class ElementLoop<T> : ElementLoop
{
    public override void Write(Array array, GraphWriter writer)
    {
        T[] items = (T[])array;
        for (int i = 0; i < items.Length; i++)
        {
            writer.EnterElement(array, i);
            ValueCodec<T>.Write(writer, ref items[i]);
        }
    }

    public override void Read(Array array, GraphReader reader)
    {
        T[] items = (T[])array;
        for (int i = 0; i < items.Length; i++)
        {
            reader.EnterElement(i);
            ValueCodec<T>.Read(reader, ref items[i]);
        }
    }
}
