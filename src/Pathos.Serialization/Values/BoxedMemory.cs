using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pathos.Serialization;

/// <summary>The memory of a boxed value, and of arrays of any rank, as bytes.</summary>
internal static class BoxedMemory
{
    /// <summary>Gets the memory of a boxed value without references. The span keeps the box alive.</summary>
    public static Span<byte> Of(object boxed) =>
        // Every object's data starts where this stand-in's only field lies; the runtime's own boxing code relies on the same.
        MemoryMarshal.CreateSpan(ref Unsafe.As<Data>(boxed).First, RuntimeHelpers.SizeOf(boxed.GetType().TypeHandle));

    /// <summary>Gets the memory of an array whose elements hold no references.</summary>
    public static Span<byte> Of(Array array, int offset, int length) =>
        MemoryMarshal.CreateSpan(ref Unsafe.AddByteOffset(ref MemoryMarshal.GetArrayDataReference(array), offset), length);

    private sealed class Data
    {
        public byte First;
    }
}
