namespace Pathos;

/// <summary>A command ran on another host and said by its exit code that it failed.</summary>
public sealed class RemoteCommandException : RemoteHostException
{
    // A message is read by people; the whole output is in Result.
    private const int ShownLines = 10;

    internal RemoteCommandException(string host, string command, RemoteResult result)
        : base(host, Describe(host, command, result))
    {
        Command = command;
        Result = result;
    }

    /// <summary>Gets the command.</summary>
    public string Command { get; }

    /// <summary>Gets its exit code; 128 and the number of the signal if one ended it.</summary>
    public int ExitCode => Result.ExitCode;

    /// <summary>Gets what it wrote to standard error.</summary>
    public string ErrorText => Result.Error;

    /// <summary>Gets all that is known of how it ended.</summary>
    public RemoteResult Result { get; }

    private static string Describe(string host, string command, RemoteResult result)
    {
        string[] lines = result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string said = lines.Length == 0 ? "" : $"{Environment.NewLine}{Visible.Lines(string.Join(Environment.NewLine, lines.TakeLast(ShownLines)))}";
        return $"'{Visible.Lines(command)}' on {host} ended with exit code {result.ExitCode}.{said}";
    }
}
