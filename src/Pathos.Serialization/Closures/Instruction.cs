using System.Buffers.Binary;

namespace Pathos.Serialization;

/// <summary>One IL instruction: its code (0xFExx for two-byte ones), its place, and its operand where that is a token, a variable's index
/// or the place that a branch goes to.</summary>
internal readonly record struct Instruction(int Code, int Operand, int Offset)
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
    public const int StoreArgumentShort = 0x10;
    public const int Duplicate = 0x25;
    public const int Pop = 0x26;
    public const int Jump = 0x27;
    public const int Call = 0x28;
    public const int CallIndirect = 0x29;
    public const int Return = 0x2A;
    public const int Branch = 0x2B;
    public const int Switch = 0x45;
    public const int CallVirtual = 0x6F;
    public const int NewObject = 0x73;
    public const int CastClass = 0x74;
    public const int IsInstance = 0x75;
    public const int Throw = 0x7A;
    public const int LoadField = 0x7B;
    public const int LoadFieldAddress = 0x7C;
    public const int StoreField = 0x7D;
    public const int StoreStaticField = 0x80;
    public const int Box = 0x8C;
    public const int UnboxAny = 0xA5;
    public const int LoadToken = 0xD0;
    public const int EndFinally = 0xDC;
    public const int Leave = 0xDD;
    public const int LeaveShort = 0xDE;
    public const int CompareEqual = 0xFE01;
    public const int CompareGreaterUnsigned = 0xFE03;
    public const int LoadFunction = 0xFE06;
    public const int LoadVirtualFunction = 0xFE07;
    public const int LoadArgumentLong = 0xFE09;
    public const int LoadArgumentAddressLong = 0xFE0A;
    public const int StoreArgumentLong = 0xFE0B;
    public const int LoadLocalLong = 0xFE0C;
    public const int LoadLocalAddressLong = 0xFE0D;
    public const int StoreLocalLong = 0xFE0E;
    public const int EndFilter = 0xFE11;
    public const int Rethrow = 0xFE1A;

    private const int Nop = 0x00;
    private const int LastShortBranch = 0x37;
    private const int FirstLongBranch = 0x38;
    private const int LastBranch = 0x44;

    // Branches without a condition, short and long; leave is one, too.
    public bool IsJump => Code is Branch or FirstLongBranch or Leave or LeaveShort;

    /// <summary>Gets whether the operand is where the branch goes to.</summary>
    public bool IsBranch => Code is (>= Branch and <= LastBranch) or Leave or LeaveShort;

    /// <summary>Gets whether nothing follows it, by itself.</summary>
    public bool IsLast => IsJump || Code is Return or Throw or Jump or EndFinally or EndFilter or Rethrow;

    /// <summary>Gets where a switch goes to, of the code that the instruction stands in.</summary>
    public int[] SwitchTargets(ReadOnlySpan<byte> il)
    {
        int[] targets = new int[BinaryPrimitives.ReadInt32LittleEndian(il[(Offset + 1)..])];
        int next = Offset + 1 + sizeof(int) + (targets.Length * sizeof(int));
        for (int i = 0; i < targets.Length; i++)
        {
            targets[i] = next + BinaryPrimitives.ReadInt32LittleEndian(il[(Offset + 1 + sizeof(int) + (i * sizeof(int)))..]);
        }

        return targets;
    }

    /// <summary>Decodes a method body, without the no-ops that debug builds are full of.</summary>
    public static Instruction[] Decode(ReadOnlySpan<byte> il)
    {
        Instruction[] result = new Instruction[il.Length];
        int count = 0;
        for (int at = 0; at < il.Length;)
        {
            int offset = at;
            int code = il[at++];
            if (code == 0xFE)
            {
                code = 0xFE00 | il[at++];
            }

            if (code == Switch)
            {
                at += 4 + (4 * BinaryPrimitives.ReadInt32LittleEndian(il[at..]));
                result[count++] = new Instruction(code, 0, offset);
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
            if (code is (>= Branch and <= LastShortBranch) or LeaveShort)
            {
                operand = at + (sbyte)operand;
            }
            else if (code is (>= FirstLongBranch and <= LastBranch) or Leave)
            {
                operand = at + operand;
            }

            if (code != Nop)
            {
                result[count++] = new Instruction(code, operand, offset);
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
