namespace Pathos;

/// <summary>The ways in which a <see cref="WorkerKiller"/> ends a worker process.</summary>
public enum WorkerDeath
{
    /// <summary>Killed from outside, at once and without a word: SIGKILL, as the kernel does it when memory runs out.</summary>
    Kill,

    /// <summary>The process exits by itself, with <see cref="WorkerKiller.ExitCode"/>, in the middle of what it does.</summary>
    Exit,

    /// <summary>The runtime crashes as it does after a fault in native code: SIGSEGV.</summary>
    Crash,

    /// <summary>The process is stopped (SIGSTOP) and falls silent; the pool ends it after <see cref="ProcessPoolOptions.HeartbeatTimeout"/>, once it holds work.</summary>
    Freeze,
}
