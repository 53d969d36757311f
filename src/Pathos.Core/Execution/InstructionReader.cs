using System.Buffers.Binary;

namespace Pathos;

/// <summary>What an instruction of compiled code may lead to outside of it.</summary>
internal enum CodeUse
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A method, or the constructor of a value or object.</summary>
    Call,

    /// <summary>A method that an object may choose.</summary>
    CallVirtual,

    /// <summary>A static field, whose first use may run the constructor of its type.</summary>
    StaticField,

    /// <summary>Code that cannot be told here: pointers to functions, and jumps.</summary>
    Unknown,
}

/// <summary>Reads the instructions of a method's IL one after another.</summary>
internal ref struct InstructionReader(ReadOnlySpan<byte> code)
{
    private const int Switch = 0x45;
    private const int Prefix = 0xFE;

    private readonly ReadOnlySpan<byte> _code = code;
    private int _at;

    /// <summary>Reads the next instruction; false at the end.</summary>
    /// <param name="use">What it may lead to.</param>
    /// <param name="token">The method or field that it names.</param>
    public bool TryRead(out CodeUse use, out int token)
    {
        use = CodeUse.None;
        token = 0;
        if (_at >= _code.Length)
        {
            return false;
        }

        int instruction = _code[_at++];
        if (instruction == Prefix)
        {
            instruction = (Prefix << 8) | _code[_at++];
        }

        use = instruction switch
        {
            0x28 or 0x73 => CodeUse.Call,
            0x6F => CodeUse.CallVirtual,
            >= 0x7E and <= 0x80 => CodeUse.StaticField,
            0x27 or 0x29 or 0xFE06 or 0xFE07 => CodeUse.Unknown,
            _ => CodeUse.None,
        };
        if (use is CodeUse.Call or CodeUse.CallVirtual or CodeUse.StaticField)
        {
            token = BinaryPrimitives.ReadInt32LittleEndian(_code[_at..]);
        }

        _at += instruction == Switch ? sizeof(int) * (1 + BinaryPrimitives.ReadInt32LittleEndian(_code[_at..])) : OperandSize(instruction);
        return true;
    }

    private static int OperandSize(int instruction) => instruction switch
    {
        // Short forms of variables, branches and constants, and the prefixes that have an operand.
        (>= 0x0E and <= 0x13) or 0x1F or (>= 0x2B and <= 0x37) or 0xDE or 0xFE12 or 0xFE19 => 1,
        >= 0xFE09 and <= 0xFE0E => 2,
        0x21 or 0x23 => 8,

        // Constants, branches, and tokens of methods, fields, types and texts.
        0x20 or 0x22 or (>= 0x27 and <= 0x29) or (>= 0x38 and <= 0x44) or (>= 0x6F and <= 0x75) or 0x79 or (>= 0x7B and <= 0x81) => 4,
        0x8C or 0x8D or 0x8F or (>= 0xA3 and <= 0xA5) or 0xC2 or 0xC6 or 0xD0 or 0xDD => 4,
        0xFE06 or 0xFE07 or 0xFE15 or 0xFE16 or 0xFE1C => 4,
        _ => 0,
    };
}
