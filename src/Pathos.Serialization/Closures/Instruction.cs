using System.Buffers.Binary;

namespace Pathos.Serialization;

/// <summary>One IL instruction: its code (0xFExx for two-byte ones), and its operand where that is a token or a variable's index.</summary>
internal readonly record struct Instruction(int Code, int Operand)
{
    public const int LoadArgument0 = 0x02;
    public const int LoadLocal0 = 0x06;
    public const int LoadLocal3 = 0x09;
    public const int StoreLocal0 = 0x0A;
    public const int StoreLocal3 = 0x0D;
    public const int LoadArgumentShort = 0x0E;
    public const int LoadArgumentAddressShort = 0x0F;
    public const int LoadLocalShort = 0x11;
    public const int LoadLocalAddressShort = 0x12;
    public const int StoreLocalShort = 0x13;
    public const int Jump = 0x27;
    public const int Call = 0x28;
    public const int CallVirtual = 0x6F;
    public const int NewObject = 0x73;
    public const int LoadField = 0x7B;
    public const int LoadFieldAddress = 0x7C;
    public const int StoreField = 0x7D;
    public const int LoadToken = 0xD0;
    public const int LoadFunction = 0xFE06;
    public const int LoadVirtualFunction = 0xFE07;
    public const int LoadArgumentLong = 0xFE09;
    public const int LoadArgumentAddressLong = 0xFE0A;
    public const int LoadLocalLong = 0xFE0C;
    public const int LoadLocalAddressLong = 0xFE0D;
    public const int StoreLocalLong = 0xFE0E;

    private const int Nop = 0x00;
    private const int Switch = 0x45;

    /// <summary>Decodes a method body, without the no-ops that debug builds are full of.</summary>
    public static Instruction[] Decode(ReadOnlySpan<byte> il)
    {
        Instruction[] result = new Instruction[il.Length];
        int count = 0;
        for (int at = 0; at < il.Length;)
        {
            int code = il[at++];
            if (code == 0xFE)
            {
                code = 0xFE00 | il[at++];
            }

            if (code == Switch)
            {
                at += 4 + (4 * BinaryPrimitives.ReadInt32LittleEndian(il[at..]));
                continue;
            }

            int size = OperandSize(code);
            int operand = size switch
            {
                1 => il[at],
                2 => BinaryPrimitives.ReadUInt16LittleEndian(il[at..]),
                4 => BinaryPrimitives.ReadInt32LittleEndian(il[at..]),
                _ => 0,
            };
            at += size;
            if (code != Nop)
            {
                result[count++] = new Instruction(code, operand);
            }
        }

        // Copied without generics: the framework's slice of our struct would be compiled in every cold process.
        Instruction[] exact = new Instruction[count];
        Array.Copy(result, exact, count);
        return exact;
    }

    private static int OperandSize(int code) => code switch
    {
        >= 0x0E and <= 0x13 or 0x1F or >= 0x2B and <= 0x37 or 0xDE or 0xFE12 or 0xFE19 => 1,
        >= 0xFE09 and <= 0xFE0E => 2,
        0x21 or 0x23 => 8,
        0x20 or 0x22 or >= 0x27 and <= 0x29 or >= 0x38 and <= 0x44 or >= 0x6F and <= 0x75 or 0x79 or >= 0x7B and <= 0x81 => 4,
        0x8C or 0x8D or 0x8F or >= 0xA3 and <= 0xA5 or 0xC2 or 0xC6 or 0xD0 or 0xDD => 4,
        0xFE06 or 0xFE07 or 0xFE15 or 0xFE16 or 0xFE1C => 4,
        _ => 0,
    };
}
