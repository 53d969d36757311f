namespace Pathos.Serialization;

/// <summary>How many values each IL instruction takes from the stack, and how many it puts there (ECMA-335, part III).</summary>
internal static class StackEffect
{
    /// <summary>For the instructions whose operand says how many: calls, and the return.</summary>
    public const int Varies = 0xF;

    // Two digits an instruction, in the order of their codes: taken, put. A test compares the tables with those of the framework.
    private const string OneByte =
        "00000101010101010101101010100101" + "10010110010101010101010101010101"
        + "01010101--121000FFFFF00010102020" + "20202020202020200010102020202020"
        + "20202020201011111111111111111111" + "11202020202020202121212121212121"
        + "212121212111111111111111111111FF" + "201101F1111111----11101111200101"
        + "10201111111111111111111111111121" + "21212121212121212121213030303030"
        + "303030213011--------------------" + "------1111111111111111----------"
        + "----1111----11------------------" + "01111111111121212121212100000020"
        + "11------------------------------" + "--------------------------------";

    private const string TwoBytes = "0121212121210111--01011001011011" + "--1000000010003030--00--011100--";

    /// <summary>Gets how many values an instruction takes; -1 for one that is not known.</summary>
    public static int Taken(int code) => Digit(code, 0);

    /// <summary>Gets how many values an instruction puts; -1 for one that is not known.</summary>
    public static int Put(int code) => Digit(code, 1);

    private static int Digit(int code, int which)
    {
        string table = code < 0x100 ? OneByte : TwoBytes;
        int at = (2 * (code & 0xFF)) + which;
        return at >= table.Length || table[at] == '-' ? -1 : table[at] == 'F' ? Varies : table[at] - '0';
    }
}
