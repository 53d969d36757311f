namespace Pathos.Cli.Remote;

/// <summary>What every command that reaches another host exits with when it cannot do what it should.</summary>
internal static class ExitCodes
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int WrongArgument = 2;

    // What a shell says of a program that SIGPIPE ended.
    public const int OutputUnread = 128 + 13;

    // As ssh itself does; a command on the host may have any other.
    public const int NotReached = 255;

    /// <summary>Runs a command, and says what stopped it.</summary>
    public static async Task<int> OfAsync(Func<Task<int>> command)
    {
        try
        {
            return await command().ConfigureAwait(false);
        }
        catch (Exception error) when (error is FormatException or ArgumentException)
        {
            return await SayAsync(error, WrongArgument).ConfigureAwait(false);
        }
        catch (SshException error)
        {
            return await SayAsync(error, NotReached).ConfigureAwait(false);
        }
        catch (PoolOpenException error) when (error.InnerException is SshException)
        {
            return await SayAsync(error, NotReached).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or PoolException or OperationCanceledException)
        {
            return await SayAsync(error, Failed).ConfigureAwait(false);
        }
    }

    private static async Task<int> SayAsync(Exception error, int code)
    {
        await Console.Error.WriteLineAsync($"pathos: {Visible.Lines(error.Message)}").ConfigureAwait(false);
        return code;
    }
}
