namespace Pathos;

/// <summary>Marks what a handler of printed lines does, also what it starts elsewhere. A call that it makes must not wait for the lines
/// that wait for the handler.</summary>
internal static class OutputHandling
{
    private static readonly AsyncLocal<bool> s_isCurrent = new();

    /// <summary>Gets whether this code runs for a handler.</summary>
    public static bool IsCurrent => s_isCurrent.Value;

    /// <summary>Calls a handler.</summary>
    public static void Invoke(Action<TaskOutput> handler, in TaskOutput line)
    {
        s_isCurrent.Value = true;
        try
        {
            handler(line);
        }
        finally
        {
            s_isCurrent.Value = false;
        }
    }
}
