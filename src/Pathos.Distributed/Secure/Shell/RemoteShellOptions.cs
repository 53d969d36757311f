namespace Pathos;

/// <summary>How a command runs on another host, and where its input and output go.</summary>
public sealed record RemoteShellOptions
{
    /// <summary>Gets how the host is reached. Default: as the user's SSH client does.</summary>
    public SshOptions Ssh { get; init; } = new();

    /// <summary>Gets whether an exit code other than 0 is a <see cref="RemoteCommandException"/>. Default true; with false it is a result
    /// like any other.</summary>
    public bool ThrowOnFailure { get; init; } = true;

    /// <summary>Gets the folder that the command runs in; relative to the user's home folder there. Null, the default: that one.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Gets environment variables to add, or with null to remove. Default: none.</summary>
    /// <remarks>They go over the connection and stand on no command line. The command's process has them, so its user and the
    /// administrator can read them.</remarks>
    public IReadOnlyDictionary<string, string?>? Environment { get; init; }

    /// <summary>Gets a file on the host that the user's shell there reads before the command, such as <c>.bash_profile</c>, relative to
    /// the home folder; skipped when it is not there. Shells of POSIX, csh and fish read theirs. It may change what <see
    /// cref="Environment"/> says. Null, the default: none.</summary>
    public string? Profile { get; init; }

    /// <summary>Gets what the command reads on standard input. Default: nothing, which it sees as the end of its input.</summary>
    /// <remarks>Read until it or the command ends. A read that is under way then is not awaited if it ignores cancellation.</remarks>
    public Stream? Input { get; init; }

    /// <summary>Gets a text for standard input, sent as UTF-8, instead of <see cref="Input"/>.</summary>
    public string? InputText { get; init; }

    /// <summary>Gets what hears each line of standard output while the command runs. Called by one thread at a time, in order. If it
    /// throws, the command is ended and the exception thrown.</summary>
    public Action<string>? OnOutput { get; init; }

    /// <summary>Gets what hears each line of standard error, as <see cref="OnOutput"/> does.</summary>
    public Action<string>? OnError { get; init; }

    /// <summary>Gets a stream that standard output is also copied to, byte for byte, as it comes. If it throws, the command is ended and
    /// the exception thrown. It is not closed.</summary>
    public Stream? OutputStream { get; init; }

    /// <summary>Gets a stream for standard error, as <see cref="OutputStream"/> for output.</summary>
    public Stream? ErrorStream { get; init; }

    /// <summary>Gets how much of each output is kept for <see cref="RemoteResult"/>: the newest bytes. Default 16 MiB; 0 keeps
    /// none.</summary>
    public int MaxCapturedBytes { get; init; } = 16 << 20;

    internal Stream? OpenInput() => (Input, InputText) switch
    {
        (not null, not null) => throw new ArgumentException("Input and InputText are both given; a command has one input.", nameof(Input)),
        (_, { } text) => new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text), writable: false),
        _ => Input,
    };
}
