using System.Diagnostics;

namespace Pathos.Programs.Tests;

/// <summary>A program that is ready to run.</summary>
/// <param name="Folder">Where it is started.</param>
/// <param name="FileName">What is started: the program, or the tool that runs it.</param>
/// <param name="Arguments">With what.</param>
internal sealed record BuiltProgram(string Folder, string FileName, params string[] Arguments)
{
    /// <summary>Gets what a test does with it while it runs, if it does not just run to its end.</summary>
    public Func<Process, StreamReader, Task<string>>? Converse { get; init; }

    /// <summary>Gets the file in which it leaves what its standard output cannot take, or null.</summary>
    public string? FactsFile { get; init; }
}
