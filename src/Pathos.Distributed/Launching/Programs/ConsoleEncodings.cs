using System.Text;

namespace Pathos.Distributed;

/// <summary>The encodings of this program's console, as code pages.</summary>
/// <param name="Input">That of its input; 0 where the program left it alone.</param>
/// <param name="Output">That of its output; 0 where the program left it alone.</param>
internal readonly record struct ConsoleEncodings(int Input, int Output)
{
    /// <summary>
    /// Gets those that the program chose, or asked for. What the environment says is found out by the worker, which has the same
    /// environment: to ask the console costs a cold program 3 ms.
    /// </summary>
    public static ConsoleEncodings OfThisProcess() => new(Chosen("s_inputEncoding"), Chosen("s_outputEncoding"));

    /// <summary>Gets the same for a worker of another environment: there, what the program left alone is this console's own too.</summary>
    public ConsoleEncodings Complete() => new(
        Input == 0 ? Console.InputEncoding.CodePage : Input,
        Output == 0 ? Console.OutputEncoding.CodePage : Output);

    private static int Chosen(string field) => PrivateStatics.Read<Encoding>(typeof(Console), field)?.CodePage ?? 0;
}
