namespace Pathos.Serialization;

/// <summary>Makes arrays of texts and primitives by code that is compiled for them: to make an array by its type takes as long as all
/// else that is done to read a short one.</summary>
internal static class VectorMaker
{
    /// <summary>Finds how an array with these elements is made, or null. Primitives are not blank before they are filled.</summary>
    public static Func<int, Array>? For(Type element) => Type.GetTypeCode(element) switch
    {
        _ when element.IsEnum => null,
        TypeCode.String => static length => new string[length],
        TypeCode.Boolean => Of<bool>,
        TypeCode.Char => Of<char>,
        TypeCode.SByte => Of<sbyte>,
        TypeCode.Byte => Of<byte>,
        TypeCode.Int16 => Of<short>,
        TypeCode.UInt16 => Of<ushort>,
        TypeCode.Int32 => Of<int>,
        TypeCode.UInt32 => Of<uint>,
        TypeCode.Int64 => Of<long>,
        TypeCode.UInt64 => Of<ulong>,
        TypeCode.Single => Of<float>,
        TypeCode.Double => Of<double>,
        _ => null,
    };

    private static Array Of<T>(int length)
        where T : unmanaged => GC.AllocateUninitializedArray<T>(length);
}
