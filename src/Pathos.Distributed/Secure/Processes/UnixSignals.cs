namespace Pathos.Distributed;

internal static class UnixSignals
{
    /// <summary>Says how <c>kill -s</c> names it.</summary>
    public static string ShellName(this UnixSignal signal) => signal switch
    {
        UnixSignal.Terminate => "TERM",
        UnixSignal.Kill => "KILL",
        UnixSignal.Interrupt => "INT",
        UnixSignal.Hangup => "HUP",
        UnixSignal.Quit => "QUIT",
        UnixSignal.User1 => "USR1",
        UnixSignal.User2 => "USR2",
        UnixSignal.Stop => "STOP",
        UnixSignal.Continue => "CONT",
        _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, "There is no such signal."),
    };
}
