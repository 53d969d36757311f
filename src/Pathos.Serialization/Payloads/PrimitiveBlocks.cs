namespace Pathos.Serialization;

/// <summary>Which arrays may travel as blocks, and the one-byte names of their element types.</summary>
internal static class PrimitiveBlocks
{
    private static readonly Type?[] s_types = BuildTypes();

    /// <summary>Tells whether an array with these elements is plain memory to every transport.</summary>
    public static bool CanBeBlock(Type elementType) =>
        Type.GetTypeCode(elementType) is >= TypeCode.Boolean and <= TypeCode.Double && !elementType.IsEnum;

    /// <summary>Gets the code of a block's element type, stable across processes.</summary>
    public static byte CodeOf(Type elementType) => (byte)Type.GetTypeCode(elementType);

    /// <summary>Gets the element type with this code, or null.</summary>
    public static Type? TypeOf(byte code) => code < s_types.Length ? s_types[code] : null;

    private static Type?[] BuildTypes()
    {
        Type?[] types = new Type?[(int)TypeCode.Double + 1];
        foreach (Type type in (ReadOnlySpan<Type>)[typeof(bool), typeof(char), typeof(sbyte), typeof(byte), typeof(short), typeof(ushort),
            typeof(int), typeof(uint), typeof(long), typeof(ulong), typeof(float), typeof(double)])
        {
            types[(int)Type.GetTypeCode(type)] = type;
        }

        return types;
    }
}
