using Pathos.Distributed;

namespace Pathos;

/// <summary>A command ran on another host and said by its exit code that it failed, or it is one of this library's and its answer is not
/// understood.</summary>
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

    private RemoteCommandException(string host, string command, RemoteResult result, string message)
        : base(host, message)
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

    /// <summary>For a list that a host made of its own, and that is not valid.</summary>
    /// <param name="command">What lists it there.</param>
    internal static RemoteCommandException NotUnderstood(string host, string command, RemoteResult result, string said) => new(
        host, command, result, $"What '{command}' lists on {host} is not understood: '{HostWords.Show(said)}'. "
        + "Look at what it prints there; on Linux, /proc must be readable.");

    private static string Describe(string host, string command, RemoteResult result)
    {
        string[] lines = result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string said = lines.Length == 0
            ? ""
            : $"{Environment.NewLine}{Visible.Lines(string.Join(Environment.NewLine, lines.TakeLast(ShownLines)))}";
        return $"'{Visible.Lines(command)}' on {host} ended with exit code {result.ExitCode}.{said}";
    }
}
