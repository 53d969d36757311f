namespace Pathos;

/// <summary>A signal to a process. It is sent by its name, because systems number some differently.</summary>
public enum UnixSignal
{
    /// <summary>SIGTERM: please end. What <c>kill</c> sends.</summary>
    Terminate,

    /// <summary>SIGKILL: end at once; no process can refuse.</summary>
    Kill,

    /// <summary>SIGINT: what Ctrl-C sends.</summary>
    Interrupt,

    /// <summary>SIGHUP: the terminal is gone, or for many servers: read your configuration again.</summary>
    Hangup,

    /// <summary>SIGQUIT: end, and leave a core dump.</summary>
    Quit,

    /// <summary>SIGUSR1: what the program takes it for.</summary>
    User1,

    /// <summary>SIGUSR2: what the program takes it for.</summary>
    User2,

    /// <summary>SIGSTOP: stand still until <see cref="Continue"/>.</summary>
    Stop,

    /// <summary>SIGCONT: go on.</summary>
    Continue,
}
