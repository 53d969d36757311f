using System.Runtime.InteropServices;

namespace Pathos.Cli.Commands;

/// <summary>Signals that mean nothing to a server, and would end a program that does not handle them.</summary>
/// <remarks>Scripts send the two that are free for anybody to programs which write logs anew. The third tells of a file that may not grow:
/// the log, say, whose lines are lost then.</remarks>
internal sealed class PassedOverSignals : IDisposable
{
    // .NET has no names for them. These are their numbers on Linux, whatever the processor.
    private const int Usr1 = 10;
    private const int Usr2 = 12;
    private const int FileSize = 25;

    private readonly PosixSignalRegistration[] _registrations = OperatingSystem.IsLinux()
        ? [.. ((int[])[Usr1, Usr2, FileSize]).Select(static number => PosixSignalRegistration.Create((PosixSignal)number, static context => context.Cancel = true))]
        : [];

    public void Dispose() => Array.ForEach(_registrations, static registration => registration.Dispose());
}
